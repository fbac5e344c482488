package io.midge.events;

import io.midge.account.Account;
import io.midge.account.Internal;
import java.util.List;

/** The subjects on which a server can be asked in the system's account. */
final class Directory {
    private static final String SERVER = "$SYS.REQ.SERVER.";
    private static final String ACCOUNT = "$SYS.REQ.ACCOUNT.";
    private static final String PING = "PING";

    /** Of a server. */
    private static final List<String> PAGES =
            List.of("IDZ", "VARZ", "CONNZ", "ROUTEZ", "SUBSZ", "GATEWAYZ", "LEAFZ", "ACCOUNTZ", "HEALTHZ", "JSZ");

    /** Of an account. */
    private static final List<String> OF_ACCOUNT = List.of("CONNS", "SUBSZ", "CONNZ", "LEAFZ", "JSZ", "INFO", "STATZ");

    private static final List<String> COMMANDS = List.of("RELOAD", "KICK", "LDM");

    private Directory() {}

    /** Listens from now on; figures have a desk of their own, so that they are told also when there is much to do. */
    static void listen(
            Internal internal, Account system, String serverId, Internal.Handler desk, Internal.Handler figures) {
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
}
