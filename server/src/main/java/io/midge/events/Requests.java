package io.midge.events;

import io.midge.account.Internal;
import io.midge.json.JsonException;
import io.midge.loop.IoLoop;
import java.util.Locale;

/** What can be asked in the system's account, and who answers it. On lanes. */
final class Requests {
    private static final String PING = "PING";

    private final Home home;
    private final Answer answer;
    private final Services services;
    private final Census census;
    private final Pulse pulse;
    private final Outbox outbox;
    private final IoLoop loop;

    Requests(Home home, Answer answer, Services services, Census census, Pulse pulse, Outbox outbox, IoLoop loop) {
        this.home = home;
        this.answer = answer;
        this.services = services;
        this.census = census;
        this.pulse = pulse;
        this.outbox = outbox;
        this.loop = loop;
    }

    /** Asks for figures. */
    void figures(Internal.Message request) {
        byte[] reply = request.reply();
        try {
            if (!Filter.of(request.payload(), "StatszEventOptions").matches(home.identity())) {
                return;
            }
        } catch (JsonException e) {
            answer.unreadable(request, e);
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
            default ->
                answer.page(
                        request, goType(what), () -> home.page(what, request.payload(), "", answer.isGuest(request)));
        }
    }

    private void account(Internal.Message request, String account, String what) {
        boolean all = account.equals(PING) && what.equals("STATZ");
        if (what.equals("CONNS")) {
            services.connections(request, account);
        } else {
            String only = all ? "" : account;
            boolean guest = answer.isGuest(request);
            answer.page(request, goType(what), () -> home.page(what, request.payload(), only, guest));
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
