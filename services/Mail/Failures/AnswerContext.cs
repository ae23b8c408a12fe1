namespace HelpdeskMail.Mail.Failures;

/// <summary>What a server's no was the answer to: the same words mean different things at different moments.</summary>
internal enum AnswerContext
{
    /// <summary>The greeting, or any moment of its own choosing.</summary>
    Connection,

    /// <summary>Signing in with a password.</summary>
    PasswordSignIn,

    /// <summary>Signing in with an access token.</summary>
    TokenSignIn,

    /// <summary>An ordinary command.</summary>
    Command,

    /// <summary>Naming the sender of a message.</summary>
    Sender,

    /// <summary>Naming a recipient.</summary>
    Recipient,

    /// <summary>The message itself.</summary>
    Message,
}
