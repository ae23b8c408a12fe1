extern alias helpdesk;

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using HelpdeskMail.Contracts.Mail;
using HelpdeskMail.ServiceDefaults.Database;
using HelpdeskMail.ServiceDefaults.Encryption;
using HelpdeskMail.ServiceDefaults.ServiceCalls;
using HelpdeskMail.ServiceDefaults.Settings;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using helpdesk::HelpdeskMail.Helpdesk;
using helpdesk::HelpdeskMail.Helpdesk.Answering;
using helpdesk::HelpdeskMail.Helpdesk.Intake;
using helpdesk::HelpdeskMail.Helpdesk.MailStore;
using helpdesk::HelpdeskMail.Helpdesk.People;
using helpdesk::HelpdeskMail.Helpdesk.SystemEmails;
using helpdesk::HelpdeskMail.Helpdesk.Tickets;

namespace HelpdeskMail.Benchmarks.Tickets;

/// <summary>
/// Mails that become entries by the helpdesk's own intake, at a steady rate; the MailStore is a handler in this process. Of twenty mails ten begin a conversation, nine answer a mail of an open ticket
/// and one a mail of a ticket that was closed long ago.
/// </summary>
internal sealed class IncomingMails(IServiceProvider services)
{
    private const int Wanted = 500;

    /// <summary>A second of the wanted rate may fall to the start and the end of the measurement.</summary>
    public const double Enough = 0.98 * Wanted;

    /// <summary>As many mails as the helpdesk takes in at once.</summary>
    private const int Workers = 64;
    private static readonly Guid Support = Guid.Parse("0198f0a0-0000-7000-8000-000000000001");

    private double seconds;
    private int handled;

    public double PerSecond => handled / seconds;

    /// <summary>The helpdesk's own services on a database, without its web server; nothing of it is started.</summary>
    /// <param name="connectionString">The database.</param>
    /// <param name="tickets">How many tickets were generated.</param>
    /// <param name="words">Words of their texts, the commonest first, once they are there: mails that come are written in the same language.</param>
    public static IHost Build(string connectionString, int tickets, IReadOnlyList<string> words)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Configuration["ConnectionStrings:helpdesk"] = connectionString;
        builder.Configuration["Encryption:Key"] = "only-for-the-benchmark-only-for-the-benchmark";
        builder.AddDatabase<TicketList>("helpdesk", prepared: 100, plannedAnew: true);
        builder.AddSettings<EncryptionSettings>("Encryption");
        builder.AddSettings<HelpdeskSettings>(HelpdeskSettings.Section);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddMassTransit(bus => bus.UsingInMemory());
        builder.Services.AddSingleton(new MailStoreClient(new HttpClient(new Store(tickets, words)) { BaseAddress = new Uri("http://mailstore.invalid") }));
        builder.Services.AddSingleton<AuditLog>();
        builder.Services.AddSingleton<OutgoingNudge>();
        builder.Services.AddSingleton<SystemEmailTable>();
        builder.Services.AddSingleton<SystemEmailWatch>();
        builder.Services.AddTicketing();
        return builder.Build();
    }

    public async Task RunAsync(CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        var next = 0;
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var number = Interlocked.Increment(ref next);
                var ahead = TimeSpan.FromSeconds(number / (double)Wanted) - clock.Elapsed;
                if (ahead > TimeSpan.Zero)
                {
                    await Task.Delay(ahead);
                }

                using var scope = services.CreateScope();
                await scope.ServiceProvider.GetRequiredService<MailIntake>().HandleAsync(number, CancellationToken.None);
                Interlocked.Increment(ref handled);
            }
        }, CancellationToken.None)));
        seconds = clock.Elapsed.TotalSeconds;
    }

    /// <summary>Answers as the MailStore does, with a mail for each receipt that is asked for.</summary>
    private sealed class Store(int tickets, IReadOnlyList<string> words) : HttpMessageHandler
    {
        private readonly long closed = GeneratedTickets.ClosedOf(tickets) * GeneratedTickets.EntriesEach;
        private readonly long entries = (long)tickets * GeneratedTickets.EntriesEach;

        private readonly ConcurrentDictionary<long, byte[]> mails = new();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            using var body = new MemoryStream();
            foreach (var id in (await request.Content!.ReadFromJsonAsync<long[]>(cancellationToken))!)
            {
                var raw = mails.GetOrAdd(id, Write);
                var receipt = new MailReceipt(
                    id, new MailPlace(Support, MailSource.Imap, "INBOX", $"1/{id}"), Convert.ToHexStringLower(SHA256.HashData(raw)), raw.Length, TimeProvider.System.GetUtcNow(), TimeProvider.System.GetUtcNow(), null, null);
                body.Write(Framing.Head(new MailHead(receipt, raw.Length, IsLarge: false)));
                body.Write(raw);
            }

            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(body.ToArray()) };
        }

        private string Answered(long id) => id % 20 == 0 ? $"{1 + (id * 7919 % closed)}" : $"{closed + 1 + (id * 7919 % (entries - closed))}";

        private byte[] Write(long id)
        {
            var random = new Random((int)id);
            var text = string.Join(' ', Enumerable.Range(0, 50).Select(_ => words[(int)Math.Pow(words.Count, random.NextDouble()) - 1]));
            return Encoding.UTF8.GetBytes(string.Create(
                CultureInfo.InvariantCulture,
                $"From: Customer {id % 500} <c{id % 500}@customer.example>\r\nTo: support@contoso.example\r\nSubject: Question {id}\r\nDate: Mon, 2 Mar 2026 10:00:00 +0000\r\nMessage-ID: <{id}@incoming.example>\r\n{(id % 2 == 0 ? $"In-Reply-To: <{Answered(id)}@generated.example>\r\n" : "")}Content-Type: text/plain; charset=utf-8\r\n\r\nHello, this is question {id}. {text}\r\n"));
        }
    }
}
