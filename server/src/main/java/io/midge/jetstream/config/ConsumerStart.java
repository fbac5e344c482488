package io.midge.jetstream.config;

/** Checks where a consumer begins: the start that is set has to be the one that its policy means. */
final class ConsumerStart {
    private ConsumerStart() {}

    static void check(ConsumerConfig config) throws JsException {
        switch (config.deliverPolicy()) {
            case ALL -> neither(config, "all");
            case LAST -> neither(config, "last");
            case NEW -> neither(config, "new");
            case LAST_PER_SUBJECT -> {
                neither(config, "last per subject");
                if (config.filterSubject().isEmpty() && config.filterSubjects().isEmpty()) {
                    throw lacks("last per subject", "filter subject");
                }
            }
            case BY_START_SEQUENCE -> {
                if (config.optStartSeq() == 0) {
                    throw lacks("by start sequence", "start sequence");
                }
                if (config.optStartTime() != null) {
                    throw surplus("by start sequence", "time");
                }
            }
            case BY_START_TIME -> {
                if (config.optStartTime() == null) {
                    throw lacks("by start time", "start time");
                }
                if (config.optStartSeq() != 0) {
                    throw surplus("by start time", "start sequence");
                }
            }
        }
    }

    private static void neither(ConsumerConfig config, String policy) throws JsException {
        if (config.optStartSeq() != 0) {
            throw surplus(policy, "sequence");
        }
        if (config.optStartTime() != null) {
            throw surplus(policy, "time");
        }
    }

    private static JsException surplus(String policy, String start) {
        return new JsException(JsError.CONSUMER_INVALID_POLICY.with(
                "consumer delivery policy is deliver " + policy + ", but optional start " + start + " is also set"));
    }

    private static JsException lacks(String policy, String what) {
        return new JsException(JsError.CONSUMER_INVALID_POLICY.with(
                "consumer delivery policy is deliver " + policy + ", but optional " + what + " is not set"));
    }
}
