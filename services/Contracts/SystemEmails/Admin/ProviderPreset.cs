namespace HelpdeskMail.Contracts.SystemEmails.Admin;

/// <summary>Defaults of a provider.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="SignInWays">Ways of signing in it has, the recommended one first.</param>
/// <param name="AuthorizeEndpointTemplate">Authorization endpoint with <c>{tenant}</c> in it; null without OAuth.</param>
/// <param name="TokenEndpointTemplate">Token endpoint with <c>{tenant}</c> in it; null without OAuth.</param>
/// <param name="DelegatedScopes">Scopes for <see cref="SignInWay.AuthorizationCode"/>.</param>
/// <param name="ApplicationScopes">Scopes for <see cref="SignInWay.ClientCredentials"/>.</param>
/// <param name="Receiving">Settings for reading; its sign-in method is the one for OAuth ways.</param>
/// <param name="Sending">Settings for sending; likewise.</param>
public sealed record ProviderPreset(
    MailProvider Provider,
    string Title,
    IReadOnlyList<SignInWay> SignInWays,
    string? AuthorizeEndpointTemplate,
    string? TokenEndpointTemplate,
    IReadOnlyList<string> DelegatedScopes,
    IReadOnlyList<string> ApplicationScopes,
    ReceivingSettings Receiving,
    SendingSettings Sending)
{
    /// <summary>Settings for reading by each protocol the provider has, the first of them <see cref="Receiving"/>.</summary>
    public IReadOnlyList<ReceivingSettings> ReceivingChoices { get; init; } = [];

    /// <summary>Settings for sending by each protocol the provider has, the first of them <see cref="Sending"/>.</summary>
    public IReadOnlyList<SendingSettings> SendingChoices { get; init; } = [];

    /// <summary>What is not possible with it, one sentence each, for the form.</summary>
    public IReadOnlyList<string> Limits { get; init; } = [];

    /// <summary>What it needs beside the two endpoints; null for Microsoft.</summary>
    public OAuth2Details? Details { get; init; }
}
