using System.ComponentModel.DataAnnotations;

namespace HelpdeskMail.OAuth.Linking;

/// <summary>The helpdesk as browsers see it (configuration section <c>Helpdesk</c>).</summary>
public sealed record HelpdeskSettings
{
    /// <summary>Scheme, host and port; the only place a browser is sent back to.</summary>
    [Required(ErrorMessage = "is missing; set it to the address browsers reach the helpdesk by, for example «https://helpdesk.example»")]
    [Url(ErrorMessage = "is no address; an example is «https://helpdesk.example»")]
    public string PublicAddress { get; init; } = "";
}
