namespace HelpdeskMail.Helpdesk.SignIn;

/// <summary>What is tried at a sign-in. Each is counted by itself, so that whoever knows no password cannot keep anybody from typing a code.</summary>
public enum TryKind
{
    /// <summary>A password.</summary>
    Password,

    /// <summary>A code of the second factor.</summary>
    Code,
}
