using System.ComponentModel.DataAnnotations;

namespace HelpdeskMail.OAuth.Linking;

/// <summary>This service as browsers see it (configuration section <c>OAuth</c>).</summary>
public sealed record OAuthSettings
{
    /// <summary>Scheme, host and port; the callback address follows from it.</summary>
    [Required(ErrorMessage = "is missing; set it to the address browsers reach this service by, for example «https://oauth.helpdesk.example»")]
    [Url(ErrorMessage = "is no address; an example is «https://oauth.helpdesk.example»")]
    public string PublicAddress { get; init; } = "";
}
