package io.midge.interop.config;

import java.util.List;

/** The other names under which a file or a command line asks for something. */
final class Aliases {
    private Aliases() {}

    static List<String> of(String option) {
        return switch (option) {
            case "max_sub_tokens" -> List.of("max_sub_tokens", "max_subscription_tokens");
            case "prof_port" -> List.of("prof_port", "-profile");
            case "https" -> List.of("https", "-ms");
            case "jetstream" -> List.of("jetstream", "-js", "-sd");
            case "authorization" -> List.of("authorization", "-user", "-pass", "-auth");
            case "password" -> List.of("pass");
            case "token" -> List.of("token", "-auth");
            case "cluster", "routes" -> List.of("cluster", "route");
            case "leafnodes", "remotes" -> List.of("leaf");
            case "websocket" -> List.of("websocket", "ws");
            case "resolver" -> List.of("resolver", "operator");
            default -> List.of(option);
        };
    }
}
