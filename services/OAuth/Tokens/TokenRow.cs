using System.Text.Json;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.OAuth.Explanations;

namespace HelpdeskMail.OAuth.Tokens;

/// <summary>A row of <c>token</c>. Tokens in it are sealed.</summary>
public sealed record TokenRow
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The system email it belongs to.</summary>
    public Guid SystemEmailId { get; init; }

    /// <summary>The service it is for: a <see cref="Providers.TokenProfile.Resource"/>.</summary>
    public string Resource { get; init; } = "";

    /// <summary>The present access token, sealed; null before the first success and after a change that made it useless.</summary>
    public byte[]? AccessToken { get; init; }

    /// <summary>What renews it (refresh token, account), sealed, as the client that got it keeps it; null for an application.</summary>
    public byte[]? Cache { get; init; }

    /// <summary>The account that signed in, for people.</summary>
    public string? Account { get; init; }

    /// <summary>The account as the client that got it knows it; null for an application.</summary>
    public string? AccountId { get; init; }

    /// <summary>The tenant the token is from.</summary>
    public string? Tenant { get; init; }

    /// <summary>Scopes granted.</summary>
    public string[] Scopes { get; init; } = [];

    /// <summary>What the token is for.</summary>
    public string? Audience { get; init; }

    /// <summary>When somebody signed in, or the application first did.</summary>
    public DateTimeOffset? LinkedAt { get; init; }

    /// <summary>When the provider ends the sign-in whatever is done with it; null when it did not say so.</summary>
    public DateTimeOffset? SignInEndsAt { get; init; }

    /// <summary>When the access token was issued.</summary>
    public DateTimeOffset? IssuedAt { get; init; }

    /// <summary>When a fresh one is due.</summary>
    public DateTimeOffset? RefreshDueAt { get; init; }

    /// <summary>When it ends.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When a fresh one was last asked for.</summary>
    public DateTimeOffset? LastRefreshAt { get; init; }

    /// <summary>How often in a row that has failed.</summary>
    public int Failures { get; init; }

    /// <summary>Why it failed, as JSON; null when it did not. <see cref="ReadProblem"/> reads it.</summary>
    public string? Problem { get; init; }

    /// <summary>Who mends it, by name; null when it did not fail.</summary>
    public string? Mender { get; init; }

    /// <summary>When it is tried again by itself; null when somebody has to act here, or nothing is wrong.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>Why the last try failed; null when it did not.</summary>
    public MailboxProblem? ReadProblem() => Problem is null ? null : JsonSerializer.Deserialize<MailboxProblem>(Problem, Json);

    /// <summary>Who mends it; null when the last try did not fail.</summary>
    public Mender? ReadMender() => Mender is null ? null : Enum.Parse<Mender>(Mender);

    /// <summary>Whether the access token will outlive what it is handed out for.</summary>
    public bool IsUsable(DateTimeOffset now) => AccessToken is not null && now < ExpiresAt - TokenLife.Reserve(IssuedAt!.Value, ExpiresAt!.Value);

    /// <summary>A problem as it is stored.</summary>
    public static string Write(MailboxProblem problem) => JsonSerializer.Serialize(problem, Json);
}
