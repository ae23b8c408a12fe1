using System.Globalization;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.Helpdesk.Pages;

namespace HelpdeskMail.Helpdesk.SystemEmails;

/// <summary>What the form of a system email shows: what was typed and is wrong, else what is stored, else what the provider begins with.</summary>
/// <param name="Email">The system email that is changed; null for a new one.</param>
/// <param name="Preset">What its provider begins with.</param>
/// <param name="SignIn">How it is signed in to.</param>
/// <param name="Callback">The redirect URI to register.</param>
/// <param name="Flash">What was typed and is wrong; null for nothing.</param>
/// <param name="Address">Address that a new one begins with.</param>
/// <param name="Tenant">Tenant that a new one begins with.</param>
public sealed record FormState(SystemEmailView? Email, ProviderPreset Preset, SignInWay SignIn, string Callback, Flash? Flash, string? Address = null, string? Tenant = null)
{
    /// <summary>Protocol that a new one begins with on both sides, as far as there is one; null for the provider's first.</summary>
    public ReceivingProtocol? By { get; init; }

    /// <summary>Whether the provider is Microsoft Entra or the stand-in for it.</summary>
    public bool IsMicrosoft => Preset.Provider is MailProvider.Microsoft365 or MailProvider.Sandbox;

    /// <summary>Whether a person signs in, at the provider's page or by a login.</summary>
    public bool HasAccount => SignIn is SignInWay.AuthorizationCode or SignInWay.DeviceCode or SignInWay.PasswordGrant;

    /// <summary>Whether the settings can be tried before anybody has signed in.</summary>
    public bool CanBeTried => SignIn is SignInWay.ClientCredentials or SignInWay.PasswordGrant or SignInWay.Password;

    /// <summary>Settings for reading.</summary>
    public ReceivingSettings? Receiving => Email is not null ? Email.Receiving : Preset.ReceivingChoices.FirstOrDefault(choice => choice.Protocol == By) ?? Preset.Receiving;

    /// <summary>Settings for sending.</summary>
    public SendingSettings? Sending =>
        Email is not null ? Email.Sending : Preset.SendingChoices.FirstOrDefault(choice => By == ReceivingProtocol.Graph && choice.Protocol == SendingProtocol.Graph) ?? Preset.Sending;

    /// <summary>The application.</summary>
    public ApplicationView? Application => Email?.Application;

    /// <summary>A field's value.</summary>
    public string? Value(string name, string? present) => Flash?.Fields is { } typed ? typed.GetValueOrDefault(name) : present;

    /// <summary>A number's value.</summary>
    public string? Value(string name, int? present) => Value(name, present?.ToString(CultureInfo.InvariantCulture));

    /// <summary>Whether a box is ticked.</summary>
    public bool Ticked(string name, bool present) => Value(name, present ? "true" : null) == "true";

    /// <summary>What is wrong with a field; null when nothing is.</summary>
    public string? Problem(string name) =>
        Flash?.Errors is { } errors && errors.FirstOrDefault(one => string.Equals(one.Key, name, StringComparison.OrdinalIgnoreCase)).Value is { } words ? string.Join(' ', words) : null;

    /// <summary>Whether anything is wrong with fields whose names begin so.</summary>
    public bool AnyProblem(params string[] beginnings) =>
        Flash?.Errors is { } errors && errors.Keys.Any(key => beginnings.Any(beginning => key.StartsWith(beginning, StringComparison.OrdinalIgnoreCase)));
}
