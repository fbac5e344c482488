package io.midge.conf.file;

import io.midge.conf.ConfValue;
import io.midge.options.CertStoreOptions;
import java.util.List;
import java.util.Locale;

/** The fields of a tls block that name a certificate in the store of Windows. */
final class CertStoreReader {
    private final Block block;

    CertStoreReader(Block block) {
        this.block = block;
    }

    CertStoreOptions read() {
        String store = text("cert_store", List.of("windowscurrentuser", "windowslocalmachine"), "cert store");
        if (!store.isEmpty()) {
            checkStore();
        }
        String matchBy = text("cert_match_by", List.of("issuer", "subject", "thumbprint"), "cert match by");
        return new CertStoreOptions(
                store,
                matchBy,
                text("cert_match", List.of(), ""),
                authorities(),
                block.bool(false, "cert_match_skip_invalid"));
    }

    private void checkStore() {
        if (!System.getProperty("os.name", "").startsWith("Windows")) {
            block.problems().error(block.at(), "cert_store not compatible with current operating system");
        }
        if (block.has("cert_file")) {
            block.problems().error(block.at(), "'cert_file' and 'cert_store' may not both be configured");
        }
    }

    /** A text that is not empty and, if names are given, is one of them in any case. */
    private String text(String field, List<String> names, String what) {
        ConfValue value = block.value(field);
        if (value == null) {
            return "";
        }
        if (!(value instanceof ConfValue.Text text) || text.value().isEmpty()) {
            block.problems().error(value.at(), "expected '" + field + "' to be a valid non-empty string");
            return "";
        }
        if (!names.isEmpty() && !names.contains(text.value().toLowerCase(Locale.ROOT))) {
            block.problems().error(value.at(), what + " type not implemented; there are " + String.join(", ", names));
            return "";
        }
        return text.value();
    }

    /** What is neither a text nor an array counts for none. */
    private List<String> authorities() {
        ConfValue value = block.value("ca_certs_match");
        return value instanceof ConfValue.Text || value instanceof ConfValue.Items
                ? block.texts(value, "ca_certs_match")
                : List.of();
    }
}
