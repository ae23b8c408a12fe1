using System.Net.Sockets;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>One address a resource listens on.</summary>
public sealed class EndpointAnnotation : IResourceAnnotation
{
    /// <summary>Describes an endpoint; an HTTP one is named after its scheme unless told.</summary>
    public EndpointAnnotation(
        ProtocolType protocol,
        string? uriScheme = null,
        string? transport = null,
        string? name = null,
        int? port = null,
        int? targetPort = null,
        bool? isExternal = null,
        bool isProxied = true)
    {
        Protocol = protocol;
        UriScheme = uriScheme ?? (protocol == ProtocolType.Udp ? "udp" : "tcp");
        Name = name ?? UriScheme;
        ResourceName.Check(Name, "endpoint");
        Transport = transport ?? (UriScheme is "http" or "https" ? "http" : protocol == ProtocolType.Udp ? "udp" : "tcp");
        Port = port;
        TargetPort = targetPort;
        IsExternal = isExternal ?? false;
        IsProxied = isProxied;
    }

    /// <summary>Name within the resource; compared without regard to case.</summary>
    public string Name { get; set; }

    /// <summary>TCP or UDP.</summary>
    public ProtocolType Protocol { get; set; }

    /// <summary>The port others use; null for any free one.</summary>
    public int? Port { get; set; }

    /// <summary>The port inside a container; null where it is the same.</summary>
    public int? TargetPort { get; set; }

    /// <summary>Scheme of the address: http, https, tcp.</summary>
    public string UriScheme { get; set; }

    /// <summary>http, http2, tcp or udp.</summary>
    public string Transport { get; set; }

    /// <summary>Whether it is meant for people and programs outside the model.</summary>
    public bool IsExternal { get; set; }

    /// <summary>Whether Aspire may put a proxy before it. There is none here: a process listens on the port itself.</summary>
    public bool IsProxied { get; set; }

    /// <summary>Environment variable that tells the process its port.</summary>
    internal string? PortVariable { get; set; }

    /// <summary>The port that was chosen for this run.</summary>
    internal int? AllocatedPort { get; set; }
}
