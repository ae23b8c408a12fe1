using System.ComponentModel.DataAnnotations;

namespace HelpdeskMail.OAuth.Providers;

/// <summary>Where Microsoft Entra is (configuration section <c>Microsoft</c>).</summary>
public sealed record MicrosoftSettings
{
    /// <summary>Base address of the sign-in pages and endpoints; another one for national clouds, the Sandbox's in development.</summary>
    [Required(ErrorMessage = "is missing; the usual value is «https://login.microsoftonline.com»")]
    [Url(ErrorMessage = "is no address; the usual value is «https://login.microsoftonline.com»")]
    public string LoginAddress { get; init; } = "https://login.microsoftonline.com";
}
