using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using HelpdeskMail.Helpdesk.MailStore;
using HelpdeskMail.Helpdesk.Tickets;

namespace HelpdeskMail.Helpdesk.Transfer;

/// <summary>
/// Writes a ticket into a zip archive: each mail exactly as it came (.eml), each reply and note as text with its files, and all the helpdesk knows of it
/// (ticket.json). It is written while it is read, so that its size does not matter.
/// </summary>
public sealed class TicketExport(TicketReader reader, MailStoreClient mailStore)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Web) { WriteIndented = true, Converters = { new JsonStringEnumConverter() } };

    /// <summary>Writes one.</summary>
    /// <returns>False when there is no such ticket; nothing is written then.</returns>
    /// <exception cref="HttpRequestException">The MailStore is away; the archive is not whole.</exception>
    public async Task<bool> WriteAsync(long number, Func<Stream> open, CancellationToken cancellation)
    {
        if (await reader.FindAsync(number, cancellation) is not { } ticket)
        {
            return false;
        }

        await using var archive = await ZipArchive.CreateAsync(open(), ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8, cancellation);
        await AddAsync(archive, "ticket.json", stream => WriteJsonAsync(stream, ticket, cancellation), cancellation);
        var place = 0;
        await foreach (var entry in reader.ReadAllAsync(number, cancellation))
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{++place:000}-{entry.Kind.ToString().ToLowerInvariant()}");
            if (entry.Receipts.Count > 0 && await mailStore.OpenRawAsync(entry.Receipts[0], cancellation) is { } raw)
            {
                using (raw)
                {
                    await AddAsync(archive, $"{name}.eml", stream => raw.Stream.CopyToAsync(stream, cancellation), cancellation);
                }

                continue;
            }

            await AddAsync(archive, $"{name}.txt", stream => stream.WriteAsync(Encoding.UTF8.GetBytes($"{entry.AuthorName}, {entry.At:u}\n\n{entry.Text}\n"), cancellation).AsTask(), cancellation);
            foreach (var file in entry.Attachments)
            {
                if (await mailStore.OpenBlobAsync(file.Content, cancellation) is { } bytes)
                {
                    using (bytes)
                    {
                        await AddAsync(archive, $"{name}-files/{file.Id}-{SafeName(file.FileName)}", stream => bytes.Stream.CopyToAsync(stream, cancellation), cancellation);
                    }
                }
            }
        }

        return true;
    }

    /// <summary>The ticket with its whole thread, however long.</summary>
    private async Task WriteJsonAsync(Stream stream, Ticket ticket, CancellationToken cancellation)
    {
        await using var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = Json.Encoder });
        writer.WriteStartObject();
        foreach (var (name, value) in JsonSerializer.SerializeToNode(ticket with { Entries = [], EarlierEntries = 0 }, Json)!.AsObject())
        {
            writer.WritePropertyName(name);
            if (name == "entries")
            {
                writer.WriteStartArray();
                await foreach (var entry in reader.ReadAllAsync(ticket.Number, cancellation))
                {
                    JsonSerializer.Serialize(writer, entry, Json);
                    await writer.FlushAsync(cancellation);
                }

                writer.WriteEndArray();
            }
            else if (value is null)
            {
                writer.WriteNullValue();
            }
            else
            {
                value.WriteTo(writer, Json);
            }
        }

        writer.WriteEndObject();
    }

    private static async Task AddAsync(ZipArchive archive, string name, Func<Stream, Task> write, CancellationToken cancellation)
    {
        await using var stream = await archive.CreateEntry(name, CompressionLevel.Fastest).OpenAsync(cancellation);
        await write(stream);
    }

    /// <summary>A sender's file name that leads nowhere when it is unpacked.</summary>
    private static string SafeName(string name) =>
        string.Concat(name.Select(c => char.IsLetterOrDigit(c) || c is '.' or '-' or '_' or ' ' ? c : '_')).Trim('.', ' ') is { Length: > 0 } safe ? safe[..Math.Min(safe.Length, 100)] : "file";
}
