package io.midge.matrix;

import io.midge.matrix.Case.Turn;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** All rows for some users, and how they are played through a door. */
final class Matrix implements AutoCloseable {
    private static final List<Act> ACTS = Stream.<Act[]>of(
                    Publishing.values(), Subscribing.values(), Answering.values())
            .flatMap(Stream::of)
            .toList();

    private final Door door;
    private final Guest other;
    private final Guest third;

    Matrix(Door door) throws IOException {
        this.door = door;
        other = new Guest(door, User.ALL, false);
        third = new Guest(door, User.ALL, false);
    }

    /** The cases of some users; not {@code strict} as nats-server has them. */
    static List<Case> cases(List<User> users, boolean strict) {
        return users.stream()
                .flatMap(user -> ACTS.stream().flatMap(act -> act.cases(user, strict).stream()))
                .toList();
    }

    /** Plays one; what was heard that should not have been, or was not; empty if all is well. */
    String play(Case each) throws IOException {
        List<String> wrong = new ArrayList<>();
        try (Guest user = new Guest(door, each.user(), each.verbose())) {
            for (Turn turn : each.turns()) {
                Guest speaker = switch (turn.role()) {
                    case USER -> user;
                    case OTHER -> other;
                    case THIRD -> third;
                };
                List<String> heard = speaker.turn(turn.says());
                if (!heard.equals(turn.hears())) {
                    wrong.add(
                            turn.role() + " said " + turn.says() + " should hear " + turn.hears() + " heard " + heard);
                }
            }
            user.turn("UNSUB 1\r\n");
        }
        return wrong.isEmpty() ? "" : each.name() + ": " + String.join("; ", wrong);
    }

    @Override
    public void close() throws IOException {
        other.close();
        third.close();
    }
}
