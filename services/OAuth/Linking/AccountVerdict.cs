using HelpdeskMail.OAuth.Explanations;

namespace HelpdeskMail.OAuth.Linking;

/// <summary>Whether a sign-in may be used for a mailbox. Closed set.</summary>
internal abstract record AccountVerdict
{
    private AccountVerdict()
    {
    }

    /// <summary>It may.</summary>
    /// <param name="Account">Who signed in.</param>
    /// <param name="IsDelegate">True when that is somebody other than the mailbox, which the admin has asked for.</param>
    public sealed record Accepted(string Account, bool IsDelegate) : AccountVerdict;

    /// <summary>The provider does not say who signed in.</summary>
    public sealed record Unnamed : AccountVerdict;

    /// <summary>It may not; what it brought is thrown away.</summary>
    /// <param name="Account">Who signed in; null when that is not known.</param>
    /// <param name="Explanation">Why not.</param>
    public sealed record Refused(string? Account, Explanation Explanation) : AccountVerdict;
}
