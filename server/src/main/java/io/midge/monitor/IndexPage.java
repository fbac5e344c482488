package io.midge.monitor;

/** The page at the root: what this is, and where to look. */
final class IndexPage {
    private static final String BEFORE_NAME = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>Midge</title>
            <style>
            body { font: 16px/1.6 system-ui, sans-serif; margin: 3rem auto; max-width: 36rem; padding: 0 1rem }
            dt a { font-family: ui-monospace, monospace }
            dd { margin: 0 0 1rem }
            </style>
            </head>
            <body>
            <h1>Midge</h1>
            <p>""";

    private static final String AFTER_NAME = """
            </p>
            <dl>
            <dt><a href="./varz">/varz</a></dt><dd>the server: options, counters, memory</dd>
            <dt><a href="./connz">/connz</a></dt><dd>connections: who is here, what they do, and who has gone</dd>
            <dt><a href="./subsz">/subsz</a></dt><dd>subscriptions: how many, and with subs=1 which</dd>
            <dt><a href="./accountz">/accountz</a></dt><dd>accounts: their names, and with acc=NAME one in detail</dd>
            <dt><a href="./accstatz">/accstatz</a></dt><dd>accounts: how much each is used</dd>
            <dt><a href="./healthz">/healthz</a></dt><dd>whether it is well</dd>
            </dl>
            </body>
            </html>
            """;

    private IndexPage() {}

    static String render(ServerView.Identity identity) {
        return BEFORE_NAME
                + escape("Server " + identity.name() + ", version " + identity.midge() + ", compatible with NATS "
                        + identity.version() + ".")
                + AFTER_NAME;
    }

    private static String escape(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                default -> out.append(c);
            }
        }
        return out.toString();
    }
}
