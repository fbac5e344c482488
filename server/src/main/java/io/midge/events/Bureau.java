package io.midge.events;

import io.midge.account.Account;
import io.midge.account.Internal;

/** What it takes to tell and to answer: made when somebody listens or asks. Any thread. */
final class Bureau {
    private final Outbox outbox;
    private final Answer answer;
    private final Requests answers;
    private final Desk figures;
    private final Desk requests;

    Bureau(Events.Parts parts, Home home, Bulletin bulletin, Pulse pulse) {
        Account system = parts.system();
        Letterhead head = new Letterhead(home, parts.clock());
        outbox = new Outbox(parts.loop(), parts.internal(), head, parts.log(), parts.clock());
        answer = new Answer(system, outbox, home);
        figures = new Desk(system, "nats-statsz", new Clerk(true), parts.log(), parts.clock());
        Services services = new Services(parts.accounts(), parts.clients(), bulletin, answer, home, parts.log());
        Census census = new Census(system, parts.accounts(), answer, parts.log());
        answers = new Requests(home, answer, services, census, pulse, outbox, parts.loop());
        requests = new Desk(system, "nats-requests", new Clerk(false), parts.log(), parts.clock());
    }

    /** Of all that is told. */
    Outbox outbox() {
        return outbox;
    }

    /** Where figures are asked for. */
    Desk figures() {
        return figures;
    }

    /** Where anything else is. */
    Desk requests() {
        return requests;
    }

    private final class Clerk implements Desk.Clerk {
        private final boolean ofFigures;

        Clerk(boolean ofFigures) {
            this.ofFigures = ofFigures;
        }

        @Override
        public void answer(Internal.Message request) {
            if (ofFigures) {
                answers.figures(request);
            } else {
                answers.other(request);
            }
        }

        @Override
        public void failed(Internal.Message request) {
            answer.failed(request);
        }
    }
}
