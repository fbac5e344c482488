package io.midge.interop.accounts;

import java.util.List;

/** What happens next in a case. After each step all that it brought about has been heard. */
sealed interface Step {
    /**
     * Somebody connects and says CONNECT.
     *
     * @param options members of the JSON, on top of those that all have
     * @param nkey index in {@link Nkeys}, -1: none
     * @param patient tries again for a while when refused: what frees the place is done behind the back of clients
     */
    record Connect(String who, String options, int nkey, boolean patient) implements Step {
        @Override
        public String toString() {
            return who + " = {" + options + "}" + (nkey < 0 ? "" : " nkey " + nkey) + (patient ? " patiently" : "");
        }
    }

    /**
     * Somebody says lines of the protocol, written as {@link io.midge.interop.Text} has it. <code>{b.reply.2}</code> stands for
     * the second reply subject that b has heard of.
     *
     * @param counted whose messages of this step are only counted, together: it is chance who of them gets one
     * @param answers so many answers are waited for: what the server itself sends takes its time
     */
    record Say(String who, String text, List<String> counted, int answers) implements Step {
        @Override
        public String toString() {
            return who + "> " + text + (counted.isEmpty() ? "" : "   ## counted together: " + counted)
                    + (answers == 0 ? "" : "   ## awaits " + answers);
        }
    }

    /** Somebody closes the connection. */
    record Leave(String who) implements Step {
        @Override
        public String toString() {
            return who + " leaves";
        }
    }
}
