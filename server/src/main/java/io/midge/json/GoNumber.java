package io.midge.json;

/**
 * Numbers with a fraction as Go writes them: the shortest digits, no point where none is needed. (For the two smallest
 * numbers there are, the JDK gives one digit more than Go.)
 */
final class GoNumber {
    private GoNumber() {}

    static String format(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw new IllegalArgumentException("json: unsupported value: " + value);
        }
        String java = Double.toString(value);
        int e = java.indexOf('E');
        if (e < 0) {
            return java.endsWith(".0") ? java.substring(0, java.length() - 2) : java;
        }
        return layOut(java, e);
    }

    /** From d.dddE±n, as the JDK writes what is below 0.001 or above ten million. */
    private static String layOut(String java, int e) {
        int start = java.charAt(0) == '-' ? 1 : 0;
        int exponent = Integer.parseInt(java, e + 1, java.length(), 10);
        String fraction = java.substring(start + 2, e);
        String digits = java.charAt(start) + (fraction.equals("0") ? "" : fraction);
        StringBuilder out = new StringBuilder(24).append(java, 0, start);
        if (exponent < -6 || exponent >= 21) {
            out.append(digits.charAt(0));
            if (digits.length() > 1) {
                out.append('.').append(digits, 1, digits.length());
            }
            return out.append('e')
                    .append(exponent < 0 ? "-" : "+")
                    .append(Math.abs(exponent))
                    .toString();
        }
        if (exponent < 0) {
            return out.append("0.")
                    .append("0".repeat(-exponent - 1))
                    .append(digits)
                    .toString();
        }
        int whole = exponent + 1;
        if (digits.length() <= whole) {
            return out.append(digits)
                    .append("0".repeat(whole - digits.length()))
                    .toString();
        }
        return out.append(digits, 0, whole)
                .append('.')
                .append(digits, whole, digits.length())
                .toString();
    }
}
