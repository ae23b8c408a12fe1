using System.Xml.Linq;
using Dapper;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HelpdeskMail.ServiceDefaults.Encryption;

/// <summary>
/// After <see cref="EncryptionSettings.Key"/> was replaced: seals the key ring under the new one at start, so that the one before can be taken out of the settings. Replicas that start together do the same work twice, with
/// the same result; cut off half-way the next start does the rest.
/// </summary>
internal sealed partial class ResealKeyRing(NpgsqlDataSource database, SealedXml seal, ILogger<ResealKeyRing> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        foreach (var (name, xml) in await connection.QueryAsync<(string Name, string Xml)>("select name, xml from key_ring"))
        {
            var key = XElement.Parse(xml);
            var changed = false;
            foreach (var value in key.Descendants("sealed").ToList())
            {
                if (seal.Reseal(value) is { } fresh)
                {
                    value.ReplaceWith(fresh);
                    changed = true;
                }
            }

            if (changed)
            {
                await connection.ExecuteAsync("update key_ring set xml = @next where name = @name and xml = @xml", new { name, xml, next = key.ToString(SaveOptions.DisableFormatting) });
                LogResealed(logger, name);
            }
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(EventId = 40, EventName = "key_ring.resealed", Level = LogLevel.Information, Message = "Sealed {Key} of the key ring under the present Encryption:Key")]
    private static partial void LogResealed(ILogger logger, string key);
}
