package io.midge.events;

import io.midge.account.Internal;
import io.midge.account.RequestInfo;
import io.midge.json.JsonException;
import io.midge.json.JsonReader;
import io.midge.json.Utf8;
import io.midge.proto.Headers;

/**
 * Who asks, as the header says that servers put in front of a request from another account: no client can, not even one of the
 * system's account. What is not known is empty.
 *
 * @param account its account
 * @param service the account that passed the request on
 * @param user who it is
 */
record Asker(String account, String service, String user) {
    static Asker of(Internal.Message request) throws JsonException {
        String account = "";
        String service = "";
        String user = "";
        byte[] headers = request.headers();
        byte[] info = headers.length == 0 ? headers : Utf8.bytes(Headers.value(headers, RequestInfo.HEADER));
        JsonReader in = info.length == 0 ? null : JsonReader.of(info);
        if (in != null && in.beginObject("server.ClientInfo")) {
            while (in.nextField()) {
                switch (in.field("acc", "svc", "user")) {
                    case 0 -> account = in.string(account);
                    case 1 -> service = in.string(service);
                    case 2 -> user = in.string(user);
                    default -> in.skip();
                }
            }
        }
        return new Asker(account, service, user);
    }
}
