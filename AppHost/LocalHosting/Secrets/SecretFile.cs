using System.Text.Json;
using Aspire.Hosting;

namespace HelpdeskMail.AppHost.LocalHosting.Secrets;

/// <summary>
/// Generated secrets in a file that only its owner may read. A secret is made once and stays: PostgreSQL's data and the encrypted
/// columns in it were made with it.
/// </summary>
/// <param name="path">The file; created with the first secret.</param>
internal sealed class SecretFile(string path)
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };
    private readonly Lock gate = new();

    /// <summary>The secret <paramref name="name"/>, made by <paramref name="generate"/> when there is none yet.</summary>
    /// <exception cref="DistributedApplicationException">The file is there and cannot be read; it is never written over.</exception>
    public string GetOrAdd(string name, Func<string> generate)
    {
        lock (gate)
        {
            var secrets = Read();
            if (!secrets.TryGetValue(name, out var secret))
            {
                secret = generate();
                secrets[name] = secret;
                Write(secrets);
            }

            return secret;
        }
    }

    private SortedDictionary<string, string> Read()
    {
        if (!File.Exists(path))
        {
            return new SortedDictionary<string, string>(StringComparer.Ordinal);
        }

        try
        {
            OwnerOnly.Apply(path);
            return JsonSerializer.Deserialize<SortedDictionary<string, string>>(File.ReadAllText(path))
                ?? throw new JsonException("it holds null");
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new DistributedApplicationException(
                $"The secrets in {path} cannot be read: {exception.Message} The data beside the file was made with them. Put the file right, or remove the whole folder {Path.GetDirectoryName(path)} to start anew.",
                exception);
        }
    }

    private void Write(SortedDictionary<string, string> secrets) =>
        OwnerOnly.Write(path, JsonSerializer.Serialize(secrets, Readable));
}
