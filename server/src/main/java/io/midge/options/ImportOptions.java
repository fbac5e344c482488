package io.midge.options;

/**
 * What an account takes from another.
 *
 * @param service whether it is a service, which replies, or a stream
 * @param account who exports it
 * @param subject the subject there
 * @param to the subject here; empty: the same
 * @param prefix what comes before the subject of a stream here; empty: nothing
 * @param share whether the exporter of a service is told who asks
 * @param allowTrace whether traces of a stream's messages go on into this account
 */
public record ImportOptions(
        boolean service, String account, String subject, String to, String prefix, boolean share, boolean allowTrace) {}
