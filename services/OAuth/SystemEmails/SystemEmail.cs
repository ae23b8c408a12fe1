using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;

namespace HelpdeskMail.OAuth.SystemEmails;

/// <summary>A mailbox that mail is read from and sent by, as it is stored. Secrets are sealed; <see cref="SecretSeal"/> opens them.</summary>
public sealed record SystemEmail
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Grows with each change.</summary>
    public required int Revision { get; init; }

    /// <summary>Address of the mailbox.</summary>
    public required string Address { get; init; }

    /// <summary>Name shown to recipients.</summary>
    public required string Name { get; init; }

    /// <summary>What the mailbox is kept by.</summary>
    public required MailProvider Provider { get; init; }

    /// <summary>How it is signed in to.</summary>
    public required SignInWay SignIn { get; init; }

    /// <summary>Whether another account may sign in for it.</summary>
    public required bool SharedMailbox { get; init; }

    /// <summary>The OAuth application; null for <see cref="SignInWay.Password"/>.</summary>
    public required OAuthApplication? Application { get; init; }

    /// <summary>The mailbox's password, sealed; null when none is stored.</summary>
    public required byte[]? Password { get; init; }

    /// <summary>Who signs in, where that is not the mailbox itself; null for the mailbox's address, or anybody.</summary>
    public string? Login { get; init; }

    /// <summary>How mail is read; null when it only sends.</summary>
    public required ReceivingSettings? Receiving { get; init; }

    /// <summary>How mail is sent; null when it only reads.</summary>
    public required SendingSettings? Sending { get; init; }

    /// <summary>Stopped for now.</summary>
    public bool Paused { get; init; }

    /// <summary>Removed; its secrets are gone and only its id is remembered.</summary>
    public bool Removed { get; init; }

    /// <summary>Whether somebody's sign-in is stored; filled from the token when read.</summary>
    public string? AccountId { get; init; }

    /// <summary>The account that signed in, for people; filled from the token when read.</summary>
    public string? Account { get; init; }

    /// <summary>When it was added.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its settings were last saved.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Whether there is something to sign in with.</summary>
    public bool Linked => !Removed && SignIn switch
    {
        SignInWay.AuthorizationCode or SignInWay.DeviceCode => AccountId is not null,
        SignInWay.ClientCredentials => Application?.CanProve == true,
        SignInWay.Password or SignInWay.PasswordGrant => Password is not null,
        _ => false,
    };

    /// <summary>Whether a person has to be at the provider's page, once, to link it.</summary>
    public bool SomebodySignsIn => SignIn is SignInWay.AuthorizationCode or SignInWay.DeviceCode;

    /// <summary>What Fetch, Reply and the helpdesk are told.</summary>
    public SystemEmailSettings ToSettings() =>
        new(Id, Revision, Address, Name, ProviderName(Provider), Linked, Paused, Removed, Receiving, Sending);

    /// <summary>A provider as it is written in JSON and in the table.</summary>
    public static string ProviderName(MailProvider provider) => provider.ToString().ToLowerInvariant();
}
