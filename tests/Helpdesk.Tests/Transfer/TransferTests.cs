using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using HelpdeskMail.Helpdesk.Tickets;
using HelpdeskMail.Helpdesk.Transfer;

namespace HelpdeskMail.Helpdesk.Tests.Transfer;

public sealed class TransferTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    [Fact]
    public async Task Ticket_goes_out_as_an_archive_with_its_mails_as_they_came()
    {
        var mail = Mails.Bytes(Mails.WithPictureAndFile());
        var ticket = (await host.ReceiveAsync(mail)).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        await host.ReplyAsync(ticket, text: "Thank you.");
        using var program = host.Program(await host.KeyAsync(Role.Agent));

        using var archive = new ZipArchive(new MemoryStream(await program.GetByteArrayAsync($"/api/v1/tickets/{ticket}/export")));

        archive.Entries.Select(entry => entry.FullName).ShouldBe(["ticket.json", "001-mail.eml", "002-reply.txt"]);
        using var exported = new MemoryStream();
        await using (var stream = await archive.GetEntry("001-mail.eml")!.OpenAsync())
        {
            await stream.CopyToAsync(exported);
        }

        exported.ToArray().ShouldBe(mail);
        await using var json = await archive.GetEntry("ticket.json")!.OpenAsync();
        (await JsonSerializer.DeserializeAsync<JsonElement>(json)).GetProperty("number").GetInt64().ShouldBe(ticket);
        using var missing = await program.GetAsync("/api/v1/tickets/99999999/export");
        missing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Archive_comes_in_as_one_thread_whatever_its_order_and_only_once()
    {
        var (asked, answered) = (Mails.NewId(), Mails.NewId());
        var file = Zip(
            ("2.eml", Mails.Bytes(Mails.Plain(messageId: answered, inReplyTo: asked, date: "Tue, 3 Mar 2026 10:00:00 +0000"))),
            ("readme.txt", "no mail"u8.ToArray()),
            ("__MACOSX/._1.eml", [0, 5, 22, 7]),
            ("1.eml", Mails.Bytes(Mails.Plain(subject: "Imported", messageId: asked))));

        var first = await ImportAsync(file);
        var second = await ImportAsync(file);

        first.Entries.ShouldBe(2);
        var number = first.Tickets.ShouldHaveSingleItem();
        second.Entries.ShouldBe(0);
        second.Copies.ShouldBe(2);
        second.Tickets.ShouldBe([number]);
        var ticket = await host.TicketAsync(number);
        ticket.Subject.ShouldBe("Imported");
        ticket.CreatedAt.ShouldBe(new DateTimeOffset(2026, 3, 2, 10, 0, 0, TimeSpan.Zero));
        ticket.Entries.Count(entry => entry.Kind == EntryKind.Mail).ShouldBe(2);
    }

    [Fact]
    public async Task Single_mail_comes_in()
    {
        var answer = await ImportAsync(Mails.Bytes(Mails.Plain(subject: "Alone")));

        (await host.TicketAsync(answer.Tickets.ShouldHaveSingleItem())).Subject.ShouldBe("Alone");
    }

    [Fact]
    public async Task Mailbox_of_a_mail_program_comes_in_mail_by_mail_alone_and_in_an_archive()
    {
        var (asked, answered) = (Mails.NewId(), Mails.NewId());
        byte[] mailbox =
        [
            .. "From anna@customer.example Mon Mar  2 10:00:00 2026\r\n"u8, .. Mails.Bytes(Mails.Plain(subject: "Out of a mailbox", messageId: asked, body: ">From here on it leaks.")), .. "\r\n"u8,
            .. "From anna@customer.example Tue Mar  3 10:00:00 2026\r\n"u8, .. Mails.Bytes(Mails.Plain(messageId: answered, inReplyTo: asked, date: "Tue, 3 Mar 2026 10:00:00 +0000")), .. "\r\n"u8,
        ];

        var first = await ImportAsync(mailbox);
        var second = await ImportAsync(Zip(("Takeout/Mail/All mail.mbox", mailbox), ("program.eml", [.. "MZ"u8, 0, 1, 2, 3])));

        first.Entries.ShouldBe(2);
        var ticket = await host.TicketAsync(first.Tickets.ShouldHaveSingleItem());
        ticket.Subject.ShouldBe("Out of a mailbox");
        ticket.Entries.First(entry => entry.Kind == EntryKind.Mail).Text.ShouldStartWith("From here on it leaks.");
        (second.Entries, second.Copies, second.Others).ShouldBe((0, 2, 1));
    }

    [Fact]
    public async Task Mailbox_without_an_extension_comes_in_out_of_an_archive_and_other_files_without_one_do_not()
    {
        byte[] mailbox = [.. "From anna@customer.example Mon Mar  2 10:00:00 2026\r\n"u8, .. Mails.Bytes(Mails.Plain(subject: "Out of Apple Mail"))];

        var answer = await ImportAsync(Zip(("Support.mbox/mbox", mailbox), ("Support.mbox/table_of_contents", [0, 1, 2]), ("Makefile", [.. new byte[1000]])));

        (answer.Entries, answer.Others).ShouldBe((1, 0));
        (await host.TicketAsync(answer.Tickets.ShouldHaveSingleItem())).Subject.ShouldBe("Out of Apple Mail");
    }

    [Theory]
    [InlineData(6, 8, 1, "protected by a password")]
    [InlineData(8, 10, 99, "packed in a way that is not known")]
    public async Task Archive_that_cannot_be_opened_is_refused_with_words_that_say_why(int inFile, int inDirectory, byte value, string words)
    {
        var archive = Zip(("1.eml", Mails.Bytes(Mails.Plain())));
        // The flags or the method, of the file itself and in the directory at the end (APPNOTE.TXT sections 4.3.7 and 4.3.12).
        archive[inFile] = value;
        archive[archive.AsSpan().LastIndexOf("PK\u0001\u0002"u8) + inDirectory] = value;
        using var program = host.Program(await host.KeyAsync(Role.Admin));

        using var answer = await program.PostAsync($"/api/v1/import?mailbox={StubOAuth.Support}", new ByteArrayContent(archive));

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(words);
    }

    [Fact]
    public async Task File_that_is_no_mail_is_refused()
    {
        using var program = host.Program(await host.KeyAsync(Role.Admin));

        using var answer = await program.PostAsync($"/api/v1/import?mailbox={StubOAuth.Support}", new ByteArrayContent([.. "MZ"u8, .. new byte[500]]));

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("It is no mail");
    }

    [Fact]
    public async Task Archive_that_unpacks_to_too_much_is_refused()
    {
        var bomb = Zip(("big.eml", new byte[MailImport.Largest + 1]));
        bomb.Length.ShouldBeLessThan(1_000_000);
        using var program = host.Program(await host.KeyAsync(Role.Admin));

        using var answer = await program.PostAsync($"/api/v1/import?mailbox={StubOAuth.Support}", new ByteArrayContent(bomb));
        using var damaged = await program.PostAsync($"/api/v1/import?mailbox={StubOAuth.Support}", new ByteArrayContent([.. "PK\u0003\u0004"u8, 1, 2, 3]));

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        damaged.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Archive_of_more_mails_than_are_taken_is_refused_whole()
    {
        var many = Zip([.. Enumerable.Range(0, MailImport.Most + 1).Select(i => ($"{i}.eml", "From: a@b.example"u8.ToArray()))]);
        using var program = host.Program(await host.KeyAsync(Role.Admin));

        using var answer = await program.PostAsync($"/api/v1/import?mailbox={StubOAuth.Support}", new ByteArrayContent(many));

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("1000 mails");
    }

    private static byte[] Zip(params (string Name, byte[] Bytes)[] files)
    {
        using var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create))
        {
            foreach (var (name, bytes) in files)
            {
                using var stream = archive.CreateEntry(name).Open();
                stream.Write(bytes);
            }
        }

        return file.ToArray();
    }

    private async Task<ImportAnswer> ImportAsync(byte[] file)
    {
        using var program = host.Program(await host.KeyAsync(Role.Admin));
        using var answer = await program.PostAsync($"/api/v1/import?mailbox={StubOAuth.Support}", new ByteArrayContent(file));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return (await answer.Content.ReadFromJsonAsync<ImportAnswer>())!;
    }

    [Fact]
    public async Task Administrator_takes_mails_in_by_the_page()
    {
        using var browser = await host.AdministratorAsync();
        var subject = $"Imported {Guid.NewGuid():N}";

        using var taken = await HelpdeskHost.PostFileAsync(browser, "/import", $"/import", "file", "mail.eml", Mails.Bytes(Mails.Plain(subject: subject)), ("mailbox", $"{StubOAuth.Support}"));

        taken.Headers.Location!.ToString().ShouldBe("/import");
        (await browser.GetStringAsync("/import")).ShouldContain("1 mails were taken in");
        (await host.QueryAsync<long>("select count(*) from helpdesk.ticket where subject = @subject", new { subject })).ShouldBe(1);
        using var none = await HelpdeskHost.PostAsync(browser, "/import", "/import", ("mailbox", $"{StubOAuth.Support}"));
        (await browser.GetStringAsync("/import")).ShouldContain("Nothing was taken in");
    }
}
