using System.ComponentModel.DataAnnotations;

namespace HelpdeskMail.ServiceDefaults.ServiceCalls;

/// <summary>The keys services know each other by (configuration section <c>ServiceCalls</c>).</summary>
public sealed record ServiceCallSettings
{
    /// <summary>Shortest key that is accepted, in characters.</summary>
    public const int ShortestKey = 24;

    /// <summary>This service's own key, sent with every call it makes; null in a service that calls no other.</summary>
    [MinLength(ShortestKey, ErrorMessage = "is too short; a key has at least 24 characters, for example the output of «openssl rand -base64 32»")]
    public string? Key { get; init; }

    /// <summary>The callers that are let in: service name to its key.</summary>
    public IReadOnlyDictionary<string, string> Callers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
