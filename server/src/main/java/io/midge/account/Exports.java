package io.midge.account;

import io.midge.conf.ByteText;
import io.midge.options.AccountOptions;
import io.midge.options.ExportOptions;
import io.midge.options.ImportOptions;
import io.midge.subject.Subjects;
import io.midge.subject.Transform;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether an account lets another one import something: nothing that it does not export, and that not to everybody. */
final class Exports {
    private Exports() {}

    /** Whether an account's exports allow an import: the one of this very subject if there is one, else one around it. */
    static boolean approve(AccountOptions exporter, ImportOptions wanted, String importer) {
        List<ExportOptions> ofKind = exporter.exports().stream()
                .filter(each -> each.service() == wanted.service())
                .toList();
        byte[] subject = bytes(wanted.subject());
        ExportOptions found = null;
        for (ExportOptions each : ofKind) {
            byte[] exported = bytes(each.subject());
            if (Arrays.equals(exported, subject)) {
                return allows(each, wanted.subject(), importer);
            }
            if (found == null && Subjects.isSubset(subject, exported)) {
                found = each;
            }
        }
        return found != null && allows(found, wanted.subject(), importer);
    }

    /** Whether one export is for this account, {@code subject} being what it imports of it. */
    static boolean allows(ExportOptions export, String subject, String importer) {
        int position = export.accountTokenPosition();
        if (position > 0) {
            String[] tokens = subject.split("\\.", -1);
            return position <= tokens.length && tokens[position - 1].equals(importer);
        }
        return export.accounts().isEmpty() || export.accounts().contains(importer);
    }

    /** The export of this very subject, else the first one around it; null if there is none. */
    static @Nullable ServiceExport find(List<ServiceExport> exports, String subject) {
        byte[] wanted = bytes(subject);
        ServiceExport found = null;
        for (ServiceExport each : exports) {
            if (each.isExactly(wanted)) {
                return each;
            }
            if (found == null && each.isFor(wanted)) {
                found = each;
            }
        }
        return found;
    }

    private static byte[] bytes(String subject) {
        return ByteText.bytes(Transform.starred(subject));
    }
}
