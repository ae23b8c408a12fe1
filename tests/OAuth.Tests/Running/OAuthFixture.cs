using HelpdeskMail.Fixtures;
using HelpdeskMail.Fixtures.Postgres;

namespace HelpdeskMail.OAuth.Tests.Running;

/// <summary>A database, an identity provider and one replica of the service for a test.</summary>
public abstract class OAuthFixture : IAsyncLifetime
{
    private readonly TestDatabase database = new();

    protected TestDatabase Database => database;

    protected IdentityProvider Provider { get; private set; } = null!;

    protected OAuthApp App { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        Provider = await IdentityProvider.StartAsync();
        App = Replica();
    }

    public ValueTask DisposeAsync()
    {
        SharedServers.EndLater(App, Provider, database);
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    protected OAuthApp Replica(params (string Key, string Value)[] settings) => new(database.ConnectionString, Provider.Address, settings);
}
