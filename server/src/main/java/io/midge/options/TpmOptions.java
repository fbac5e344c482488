package io.midge.options;

/**
 * A TPM that keeps the key which files are encrypted with.
 *
 * @param keysFile file with what the TPM sealed
 * @param encryptionPassword password of the sealed key
 * @param srkPassword password of the storage root key
 * @param pcr platform configuration register that it is bound to; default 22
 */
public record TpmOptions(String keysFile, SecretText encryptionPassword, SecretText srkPassword, int pcr) {
    static final int DEFAULT_PCR = 22;

    public TpmOptions {
        pcr = pcr == 0 ? DEFAULT_PCR : pcr;
    }

    /** A builder that holds every default. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that holds these values. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Collects values; one that is not set keeps its default. */
    public static final class Builder {
        private String keysFile = "";
        private SecretText encryptionPassword = SecretText.NONE;
        private SecretText srkPassword = SecretText.NONE;
        private int pcr = DEFAULT_PCR;

        private Builder() {}

        private Builder(TpmOptions from) {
            keysFile = from.keysFile;
            encryptionPassword = from.encryptionPassword;
            srkPassword = from.srkPassword;
            pcr = from.pcr;
        }

        /** File with what the TPM sealed. */
        public Builder keysFile(String value) {
            keysFile = value;
            return this;
        }

        /** Password of the sealed key. */
        public Builder encryptionPassword(SecretText value) {
            encryptionPassword = value;
            return this;
        }

        /** Password of the storage root key. */
        public Builder srkPassword(SecretText value) {
            srkPassword = value;
            return this;
        }

        /** Platform configuration register that it is bound to. */
        public Builder pcr(int value) {
            pcr = value;
            return this;
        }

        /** The options so far. */
        public TpmOptions build() {
            return new TpmOptions(keysFile, encryptionPassword, srkPassword, pcr);
        }
    }
}
