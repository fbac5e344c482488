package io.midge.account;

import io.midge.options.AccountOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration says of one account.
 *
 * @param exports services that others may import, in the order of the file
 * @param streams streams of others
 * @param services services of others, which are listed in the account's sublist
 * @param mappings messages that go elsewhere
 * @param limits how much it may take
 * @param options where all of this comes from; null: it is not in the configuration
 */
record Shares(
        List<ServiceExport> exports,
        List<StreamImport> streams,
        List<ServiceImport> services,
        Mappings mappings,
        AccountOptions.Limits limits,
        @Nullable AccountOptions options) {
    static final Shares NONE =
            new Shares(List.of(), List.of(), List.of(), Mappings.NONE, AccountOptions.Limits.NONE, null);
}
