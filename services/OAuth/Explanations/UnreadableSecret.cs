namespace HelpdeskMail.OAuth.Explanations;

/// <summary>A stored secret, password or token that does not open any more.</summary>
public static class UnreadableSecret
{
    /// <summary>What is said of it, the same whichever it is: one lost key usually closes them all.</summary>
    public static Explanation Explanation { get; } = new(
        "secret_unreadable", Mender.Application, "What is stored here for signing in cannot be decrypted.", "The encryption key it was sealed with is missing, for example since a database was restored without it.",
        "Let an operator start the service with that key as Encryption:Key or among Encryption:OlderKeys, then choose «Refresh now». Without the key, fill in secret or password again under Settings and, where somebody signs in, link again.");
}
