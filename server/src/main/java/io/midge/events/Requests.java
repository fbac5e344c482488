package io.midge.events;

import io.midge.account.Account;
import io.midge.account.Internal;
import io.midge.json.JsonException;
import io.midge.loop.IoLoop;
import java.util.List;
import java.util.Locale;

/** What can be asked in the system's account: the subjects, and who answers on each. On lanes, but for {@link #listen}. */
final class Requests {
    private static final String SERVER = "$SYS.REQ.SERVER.";
    private static final String ACCOUNT = "$SYS.REQ.ACCOUNT.";
    private static final String PING = "PING";

    /** Of a server. */
    private static final List<String> PAGES =
            List.of("IDZ", "VARZ", "CONNZ", "ROUTEZ", "SUBSZ", "GATEWAYZ", "LEAFZ", "ACCOUNTZ", "HEALTHZ", "JSZ");

    /** Of an account. */
    private static final List<String> OF_ACCOUNT = List.of("CONNS", "SUBSZ", "CONNZ", "LEAFZ", "JSZ", "INFO", "STATZ");

    private static final List<String> COMMANDS = List.of("RELOAD", "KICK", "LDM");

    private final String serverId;
    private final Home home;
    private final Answer answer;
    private final Services services;
    private final Census census;
    private final Pulse pulse;
    private final Outbox outbox;
    private final IoLoop loop;

    Requests(
            String serverId,
            Home home,
            Answer answer,
            Services services,
            Census census,
            Pulse pulse,
            Outbox outbox,
            IoLoop loop) {
        this.serverId = serverId;
        this.home = home;
        this.answer = answer;
        this.services = services;
        this.census = census;
        this.pulse = pulse;
        this.outbox = outbox;
        this.loop = loop;
    }

    /** Listens from now on; figures have a desk of their own, so that they are told also when there is much to do. */
    void listen(Internal internal, Account system, Internal.Handler desk, Internal.Handler figures) {
        internal.subscribe(system, ACCOUNT + "NSUBS", desk);
        internal.subscribe(system, SERVER + PING, figures);
        for (String who : new String[] {serverId, PING}) {
            internal.subscribe(system, SERVER + who + ".STATSZ", figures);
            for (String page : PAGES) {
                internal.subscribe(system, SERVER + who + '.' + page, desk);
            }
        }
        for (String page : OF_ACCOUNT) {
            internal.subscribe(system, ACCOUNT + "*." + page, desk);
        }
        internal.subscribe(system, "$SYS.REQ.USER.*.INFO", desk);
        internal.subscribe(system, "$SYS.DEBUG.SUBSCRIBERS", desk);
        for (String command : COMMANDS) {
            internal.subscribe(system, SERVER + serverId + '.' + command, desk);
        }
    }

    /** Asks for figures. */
    void figures(Internal.Message request) {
        byte[] reply = request.reply();
        try {
            if (!Filter.of(request.payload(), "StatszEventOptions").matches(home.identity())) {
                return;
            }
        } catch (JsonException e) {
            answer.unreadable(reply, e);
            return;
        }
        if (reply.length == 0) {
            loop.execute(pulse::tell); // for everybody
        } else {
            outbox.put(pulse.statsz(reply));
        }
    }

    /** Asks for anything else. */
    void other(Internal.Message request) {
        String[] tokens = request.subject().split("\\.", -1);
        String last = tokens[tokens.length - 1];
        switch (tokens[2]) {
            case "SUBSCRIBERS" -> census.subscribers(request);
            case "USER" -> services.userInfo(request);
            case "SERVER" -> server(request, last);
            default -> {
                if (tokens.length == 4) {
                    census.ofAccount(request);
                } else {
                    account(request, tokens[3], last);
                }
            }
        }
    }

    private void server(Internal.Message request, String what) {
        switch (what) {
            case "IDZ" -> services.identity(request);
            case "RELOAD" -> answer.deed(request, home::reload);
            case "KICK" -> services.kick(request);
            case "LDM" -> services.lameDuck(request);
            default -> answer.page(request, goType(what), () -> home.page(what, request.payload(), ""));
        }
    }

    private void account(Internal.Message request, String account, String what) {
        boolean all = account.equals(PING) && what.equals("STATZ");
        if (what.equals("CONNS")) {
            services.connections(request, account);
        } else {
            answer.page(request, goType(what), () -> home.page(what, request.payload(), all ? "" : account));
        }
    }

    private static String goType(String page) {
        return switch (page) {
            case "INFO" -> "AccInfoEventOptions";
            case "STATZ" -> "AccountStatzEventOptions";
            default -> page.charAt(0) + page.substring(1).toLowerCase(Locale.ROOT) + "EventOptions";
        };
    }
}
