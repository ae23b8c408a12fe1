using System.Security.Cryptography;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Fixtures.Disks;
using HelpdeskMail.Fixtures.Dovecot;
using HelpdeskMail.Fixtures.Postfix;
using HelpdeskMail.Fixtures.Postgres;
using HelpdeskMail.Fixtures.Stack;

namespace HelpdeskMail.Integration.Tests;

/// <summary>The database that all services share lies on a disk that runs full.</summary>
public sealed class FullDiskTests
{
    private const string Mailbox = "full-disk@mail.example";
    private const string Customer = "dora@customer.example";
    private const int Mails = 5;

    [Fact]
    public async Task Full_disk_is_shown_and_every_mail_comes_in_once_when_there_is_room()
    {
        await using var disk = await SmallDisk.MountAsync(megabytes: 160);
        await using var cluster = await PostgresCluster.StartAsync();
        await using var dovecot = await DovecotServer.StartAsync(new DovecotOptions { Users = new Dictionary<string, string>(StringComparer.Ordinal) { [Mailbox] = "right" } });
        await using var postfix = await PostfixServer.StartAsync(dovecot);
        await using var stack = await RunningStack.StartAsync(("ConnectionStrings__helpdesk", await cluster.CreateDatabaseAsync("helpdesk", disk.Folder)));
        using var helpdesk = await HelpdeskCalls.CreateAsync(stack);
        var email = await helpdesk.SystemEmails.CreateAsync(MailServers.ByPassword(Mailbox, "right", dovecot, postfix));
        await DeliverAsync(dovecot, "Sent while there was room");
        await helpdesk.AwaitTicketAsync("Sent while there was room");
        await helpdesk.SystemEmails.AwaitWellReadingAsync(email.Id);

        await disk.FillAsync();
        for (var number = 0; number < Mails; number++)
        {
            await DeliverAsync(dovecot, $"Sent to a full disk {number}");
        }

        var problem = (await helpdesk.SystemEmails.AwaitStateAsync(email.Id, LinkState.NeedsAttention)).Health.Problem!;
        problem.Code.ShouldBe("store_full");
        problem.What.ShouldContain("disk of the database is full");
        problem.Remedy.ShouldContain("disk space");
        (await MailEntriesAsync(helpdesk)).ShouldBe(0);

        disk.Clear();
        await Eventually.HoldsAsync("every mail is an entry", async () => await MailEntriesAsync(helpdesk) >= Mails, HelpdeskCalls.AfterOutage);
        await helpdesk.SystemEmails.AwaitWellReadingAsync(email.Id);
        (await MailEntriesAsync(helpdesk)).ShouldBe(Mails);
        (await helpdesk.CountAsync("select count(distinct subject) from helpdesk.entry where subject like 'Sent to a full disk %'")).ShouldBe(Mails);
    }

    private static Task<long> MailEntriesAsync(HelpdeskCalls helpdesk) => helpdesk.CountAsync("select count(*) from helpdesk.entry where subject like 'Sent to a full disk %'");

    private static Task DeliverAsync(DovecotServer dovecot, string subject) =>
        dovecot.DeliverAsync(
            Mailbox,
            CustomerMail.WithFile(Customer, Mailbox, subject, "Is there room?", $"{Guid.NewGuid():N}@customer.example", "photo.bin", RandomNumberGenerator.GetBytes(200_000)),
            Customer);
}
