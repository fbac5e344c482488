package io.midge.events;

import io.midge.account.Account;
import io.midge.account.Accounts;
import io.midge.account.Internal;
import io.midge.account.Subscription;
import io.midge.client.Client;
import io.midge.json.JsonException;
import io.midge.json.JsonReader;
import io.midge.json.Utf8;
import io.midge.log.Log;
import io.midge.subject.Subjects;
import io.midge.subject.SublistResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Counts who of the clients listens to a subject, or to some of what a wildcard stands for. On a lane. */
final class Census {
    private final Account system;
    private final Accounts accounts;
    private final Answer answer;
    private final Log log;

    Census(Account system, Accounts accounts, Answer answer, Log log) {
        this.system = system;
        this.accounts = accounts;
        this.answer = answer;
        this.log = log;
    }

    /** A subject, perhaps with a queue group behind a blank, in the account of who asks. */
    void subscribers(Internal.Message request) {
        if (!(request.publisher() instanceof Client)) {
            return;
        }
        Account account = askedFrom(request);
        if (account != null) {
            String text = new String(request.payload(), StandardCharsets.UTF_8).strip();
            String[] words = text.split(" ", -1);
            byte[] queue = words.length > 1 ? Utf8.bytes(words[1]) : null;
            reply(request, count(account, Utf8.bytes(words[0]), queue));
        }
    }

    // The header is the server's own; a client's would not have come through. Only operators need none.
    private @Nullable Account askedFrom(Internal.Message request) {
        try {
            Asker asker = Asker.of(request);
            String name = asker.service().isEmpty() ? asker.account() : asker.service();
            if (name.isEmpty()) {
                return answer.isGuest(request) ? null : system;
            }
            return accounts.find(name);
        } catch (JsonException e) {
            return null;
        }
    }

    /** The same in an account that is named, for other servers. */
    void ofAccount(Internal.Message request) {
        if (request.payload().length == 0) {
            log.error("SYSTEM - request requires a body");
            return;
        }
        String name = "";
        String subject = "";
        byte[] queue = null;
        try {
            JsonReader in = JsonReader.of(request.payload());
            if (in.beginObject("server.accNumSubsReq")) {
                while (in.nextField()) {
                    switch (in.field("acc", "subject", "queue")) {
                        case 0 -> name = in.string(name);
                        case 1 -> subject = in.string(subject);
                        case 2 ->
                            queue = in.isNull() ? null : Base64.getDecoder().decode(in.string(""));
                        default -> in.skip();
                    }
                }
            }
        } catch (JsonException | IllegalArgumentException e) {
            log.error("SYSTEM - Error unmarshalling account nsubs request message: " + e.getMessage());
            return;
        }
        Account account = accounts.find(name);
        if (account != null && account.connections() > 0) {
            reply(request, count(account, Utf8.bytes(subject), queue));
        }
    }

    private void reply(Internal.Message request, int count) {
        answer.bare(request, Integer.toString(count).getBytes(StandardCharsets.US_ASCII));
    }

    static int count(Account account, byte[] subject, byte @Nullable [] queue) {
        if (Subjects.hasWildcard(subject)) {
            AtomicInteger count = new AtomicInteger();
            account.sublist().forEach(each -> {
                if (Subjects.isSubset(each.subject(), subject) && (queue == null || isIn(queue, each))) {
                    count.addAndGet(ofClient(each));
                }
            });
            return count.get();
        }
        SublistResult<Subscription> found = account.sublist().match(subject, 0, subject.length);
        int count = 0;
        for (int i = 0; queue == null && i < found.plainCount(); i++) {
            count += ofClient(found.plain(i));
        }
        for (int group = 0; group < found.groupCount(); group++) {
            for (int i = 0; i < found.groupSize(group); i++) {
                Subscription each = found.member(group, i);
                count += queue == null || isIn(queue, each) ? ofClient(each) : 0;
            }
        }
        return count;
    }

    private static boolean isIn(byte[] queue, Subscription each) {
        byte[] own = each.queue();
        return own == null ? queue.length == 0 : Arrays.equals(queue, own);
    }

    private static int ofClient(Subscription each) {
        return each.subscriber().cid() == 0 ? 0 : 1;
    }
}
