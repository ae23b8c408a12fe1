using System.Text.Json;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;

namespace HelpdeskMail.OAuth.SystemEmails;

/// <summary>A row of <c>system_email</c> with the account from <c>token</c>, as Dapper reads and writes it.</summary>
internal sealed record SystemEmailRow
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public Guid Id { get; init; }

    public int Revision { get; init; }

    public string Address { get; init; } = "";

    public string Name { get; init; } = "";

    public string Provider { get; init; } = "";

    public string SignIn { get; init; } = "";

    public bool SharedMailbox { get; init; }

    public string? ClientId { get; init; }

    public byte[]? ClientSecret { get; init; }

    public string? Tenant { get; init; }

    public string? AuthorizeEndpoint { get; init; }

    public string? TokenEndpoint { get; init; }

    public string[] Scopes { get; init; } = [];

    public byte[]? Password { get; init; }

    public string? Login { get; init; }

    public string Proof { get; init; } = nameof(ClientProof.Secret);

    public DateTimeOffset? SecretExpiresAt { get; init; }

    public byte[]? OldClientSecret { get; init; }

    public DateTimeOffset? OldSecretExpiresAt { get; init; }

    public byte[]? Certificate { get; init; }

    public string? CertificateFacts { get; init; }

    public string? Details { get; init; }

    public string? Receiving { get; init; }

    public string? Sending { get; init; }

    public bool Paused { get; init; }

    public bool Removed { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ChangedAt { get; init; }

    public string? AccountId { get; init; }

    public string? Account { get; init; }

    public static SystemEmailRow Of(SystemEmail email) => new()
    {
        Id = email.Id,
        Revision = email.Revision,
        Address = email.Address,
        Name = email.Name,
        Provider = SystemEmail.ProviderName(email.Provider),
        SignIn = email.SignIn.ToString(),
        SharedMailbox = email.SharedMailbox,
        ClientId = email.Application?.ClientId,
        ClientSecret = email.Application?.ClientSecret,
        Tenant = email.Application?.Tenant,
        AuthorizeEndpoint = email.Application?.AuthorizeEndpoint,
        TokenEndpoint = email.Application?.TokenEndpoint,
        Scopes = [.. email.Application?.Scopes ?? []],
        Password = email.Password,
        Login = email.Login,
        Proof = (email.Application?.Proof ?? ClientProof.Secret).ToString(),
        SecretExpiresAt = email.Application?.SecretExpiresAt,
        OldClientSecret = email.Application?.OldClientSecret,
        OldSecretExpiresAt = email.Application?.OldSecretExpiresAt,
        Certificate = email.Application?.Certificate?.Sealed,
        CertificateFacts = Write(email.Application?.Certificate?.Facts),
        Details = Write(email.Application?.Details),
        Receiving = Write(email.Receiving),
        Sending = Write(email.Sending),
        CreatedAt = email.CreatedAt,
        ChangedAt = email.ChangedAt,
    };

    public SystemEmail ToSystemEmail() => new()
    {
        Id = Id,
        Revision = Revision,
        Address = Address,
        Name = Name,
        Provider = Enum.Parse<MailProvider>(Provider, ignoreCase: true),
        SignIn = Enum.Parse<SignInWay>(SignIn),
        SharedMailbox = SharedMailbox,
        Application = ClientId is null ? null : ReadApplication(),
        Password = Password,
        Login = Login,
        Receiving = Read<ReceivingSettings>(Receiving),
        Sending = Read<SendingSettings>(Sending),
        Paused = Paused,
        Removed = Removed,
        AccountId = AccountId,
        Account = Account,
        CreatedAt = CreatedAt,
        ChangedAt = ChangedAt,
    };

    private OAuthApplication ReadApplication() => new(ClientId!, ClientSecret, Tenant!, AuthorizeEndpoint!, TokenEndpoint!, Scopes)
    {
        Proof = Enum.Parse<ClientProof>(Proof),
        SecretExpiresAt = SecretExpiresAt,
        OldClientSecret = OldClientSecret,
        OldSecretExpiresAt = OldSecretExpiresAt,
        Certificate = Read<CertificateFacts>(CertificateFacts) is { } facts ? new StoredCertificate(Certificate, facts) : null,
        Details = Read<OAuth2Details>(Details),
    };

    private static string? Write<T>(T? value)
        where T : class => value is null ? null : JsonSerializer.Serialize(value, Json);

    private static T? Read<T>(string? value)
        where T : class => value is null ? null : JsonSerializer.Deserialize<T>(value, Json);
}
