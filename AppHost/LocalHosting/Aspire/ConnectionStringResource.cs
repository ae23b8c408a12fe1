using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>A connection string to something that runs elsewhere.</summary>
public sealed class ConnectionStringResource : Resource, IResourceWithConnectionString, IResourceWithWaitSupport
{
    private readonly string? variable;

    /// <summary>Describes a connection string.</summary>
    public ConnectionStringResource(string name, ReferenceExpression connectionStringExpression)
        : this(name, connectionStringExpression, variable: null)
    {
    }

    internal ConnectionStringResource(string name, ReferenceExpression connectionStringExpression, string? variable)
        : base(name)
    {
        ConnectionStringExpression = connectionStringExpression;
        this.variable = variable;
    }

    /// <inheritdoc/>
    public ReferenceExpression ConnectionStringExpression { get; }

    string? IResourceWithConnectionString.ConnectionStringEnvironmentVariable => variable;
}
