using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.OAuth.Explanations;

namespace HelpdeskMail.OAuth.Tokens;

/// <summary>What came of asking for an access token. Closed set.</summary>
public abstract record TokenAnswer
{
    private TokenAnswer()
    {
    }

    /// <summary>Here it is.</summary>
    public sealed record Ready(string AccessToken, DateTimeOffset ExpiresAt) : TokenAnswer
    {
        /// <summary>Leaves the token out.</summary>
        public override string ToString() => $"access token until {ExpiresAt:u}";
    }

    /// <summary>There is none; why, and who mends it.</summary>
    public sealed record Refused(MailboxProblem Problem, Mender Mender) : TokenAnswer;

    /// <summary>Nobody has signed in, or the system email was removed.</summary>
    public sealed record NotLinked : TokenAnswer;
}
