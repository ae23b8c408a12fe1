using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.ServiceDefaults.Encryption;
using Microsoft.Extensions.Options;

namespace HelpdeskMail.Helpdesk.SignIn;

/// <summary>
/// The link by which the first administrator is made, printed at start while there is nobody. Its key follows from Encryption:Key, so that all replicas and
/// restarts print the same one; it opens nothing once there is anybody.
/// </summary>
public sealed class FirstAdministrator(PersonTable people, IOptions<EncryptionSettings> encryption, IOptions<HelpdeskSettings> settings) : IHostedLifecycleService
{
    private readonly string key = Base64Url.EncodeToString(
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(encryption.Value.Key), 32, info: Encoding.UTF8.GetBytes("HelpdeskMail first administrator")));

    /// <summary>The link.</summary>
    public string Link => settings.Value.Link($"/setup?key={key}");

    /// <summary>Whether a key is the one in the link and there is nobody yet.</summary>
    public async Task<bool> IsOpenAsync(string? given, CancellationToken cancellation) =>
        CryptographicOperations.FixedTimeEquals(OneTimeKey.Digest(given ?? ""), OneTimeKey.Digest(key)) && await people.IsEmptyAsync(cancellation);

    /// <inheritdoc/>
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        if (await people.IsEmptyAsync(cancellationToken))
        {
            await Console.Out.WriteLineAsync($">>> Create the first administrator: {Link}");
        }
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
