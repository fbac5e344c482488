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
        String message = text + '\n' + advice;
        StringBuilder clean = new StringBuilder(message.length());
        message.codePoints()
                .forEach(c -> clean.appendCodePoint(Character.getType(c) == Character.SURROGATE ? 0xfffd : c));
        return new ConfigException(clean.toString(), this);
    }
}
