package io.midge;

/** What {@code --help_tls} prints. */
final class TlsHelp {
    private TlsHelp() {}

    static String text() {
        return "";
    }
}
