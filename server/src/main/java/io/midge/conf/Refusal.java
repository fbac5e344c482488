package io.midge.conf;

/** Why a configuration is refused, in two parts, so that what includes a file can put its own words before and behind. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    /** What nats-server says. */
    private final String text;

    /** Where and what to do, each line indented. */
    private final String advice;

    Refusal(String text, String advice) {
        super(text, null, false, false);
        this.text = text;
        this.advice = advice;
    }

    /** At a place. */
    static Refusal at(String text, String place, String remedy) {
        return new Refusal(text, "  at " + place + ": " + remedy);
    }

    String text() {
        return text;
    }

    String advice() {
        return advice;
    }

    /** The same for operators; what is no text in their file is a replacement character to them. */
    ConfigException forOperators() {
        StringBuilder clean = new StringBuilder(text).append('\n').append(advice);
        for (int i = 0; i < clean.length(); i++) {
            if (Character.getType(clean.codePointAt(i)) == Character.SURROGATE) {
                clean.setCharAt(i, '\ufffd');
            } else if (Character.isHighSurrogate(clean.charAt(i))) {
                i++;
            }
        }
        return new ConfigException(clean.toString(), this);
    }
}
