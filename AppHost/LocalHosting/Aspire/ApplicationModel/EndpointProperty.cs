namespace Aspire.Hosting.ApplicationModel;

/// <summary>The parts of an endpoint's address.</summary>
public enum EndpointProperty
{
    /// <summary>scheme://host:port</summary>
    Url,

    /// <summary>The host name.</summary>
    Host,

    /// <summary>The host as an IPv4 address.</summary>
    IPV4Host,

    /// <summary>The port others use.</summary>
    Port,

    /// <summary>The scheme.</summary>
    Scheme,

    /// <summary>The port the process listens on.</summary>
    TargetPort,

    /// <summary>host:port</summary>
    HostAndPort,
}
