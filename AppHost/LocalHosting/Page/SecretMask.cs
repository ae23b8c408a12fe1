using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace HelpdeskMail.AppHost.LocalHosting.Page;

/// <summary>Hides the secrets of the model wherever they appear in a text, also inside a connection string or encoded for an address.</summary>
internal sealed class SecretMask(Model model)
{
    private const string Hidden = "••••••••";
    private readonly Lazy<Task<IReadOnlyList<string>>> secrets = new(() => CollectAsync(model));

    public async Task<string> ApplyAsync(string text)
    {
        foreach (var secret in await secrets.Value)
        {
            text = text.Replace(secret, Hidden, StringComparison.Ordinal);
        }

        return text;
    }

    private static async Task<IReadOnlyList<string>> CollectAsync(Model model)
    {
        var values = new HashSet<string>(StringComparer.Ordinal);
        var parameters = model.Resources.OfType<ParameterResource>()
            .Concat(model.Resources.OfType<PostgresServerResource>().Select(server => server.PasswordParameter))
            .Concat(model.Resources.OfType<RabbitMQServerResource>().Select(server => server.PasswordParameter))
            .Where(parameter => parameter.Secret);
        foreach (var parameter in parameters)
        {
            Add(values, await parameter.GetValueAsync());
        }

        // What is given from outside is a secret as a whole.
        foreach (var connection in model.Resources.OfType<ConnectionStringResource>())
        {
            Add(values, await ((IResourceWithConnectionString)connection).GetConnectionStringAsync());
        }

        return [.. values.OrderByDescending(value => value.Length)];
    }

    private static void Add(HashSet<string> values, string? value)
    {
        if (value is { Length: > 0 })
        {
            values.Add(value);
            values.Add(Uri.EscapeDataString(value));
        }
    }
}
