using HelpdeskMail.Fixtures.Postgres;
using HelpdeskMail.OAuth.Tests.Running;

namespace HelpdeskMail.OAuth.Tests.Doctor;

/// <summary>One service and one identity provider for all examinations; each test begins with a healthy scene.</summary>
public sealed class DoctorFixture : IAsyncLifetime
{
    private readonly TestDatabase database = new();

    public IdentityProvider Provider { get; private set; } = null!;

    public OAuthApp App { get; private set; } = null!;

    public string Database => database.ConnectionString;

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        Provider = await IdentityProvider.StartAsync();
        App = new OAuthApp(database.ConnectionString, Provider.Address);
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Provider.DisposeAsync();
        await database.DisposeAsync();
    }
}
