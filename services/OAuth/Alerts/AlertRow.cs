using System.Text.Json;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Alerts;

namespace HelpdeskMail.OAuth.Alerts;

/// <summary>A row of <c>alert</c> with its system email's address.</summary>
internal sealed record AlertRow
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public Guid Id { get; init; }

    public Guid SystemEmailId { get; init; }

    public string Address { get; init; } = "";

    public string Kind { get; init; } = "";

    public DateTimeOffset BeganAt { get; init; }

    public DateTimeOffset? EndsAt { get; init; }

    public string Problem { get; init; } = "";

    public AlertKind ReadKind() => Enum.Parse<AlertKind>(Kind);

    public MailboxProblem ReadProblem() => JsonSerializer.Deserialize<MailboxProblem>(Problem, Json)!;

    public AlertView View() => new(Id, SystemEmailId, Address, ReadKind(), BeganAt, EndsAt, ReadProblem());
}
