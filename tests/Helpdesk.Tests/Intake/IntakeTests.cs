using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Tests.Hosting;

namespace HelpdeskMail.Helpdesk.Tests.Intake;

public sealed class IntakeTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    [Fact]
    public async Task Receipt_becomes_a_ticket_with_its_words_and_people()
    {
        var outcome = await host.ReceiveAsync(Mails.Plain(subject: "Re: AW: Printer on fire", body: "It burns.\n\nPlease help."));

        var ticket = await host.TicketAsync(outcome.ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber);
        ticket.Subject.ShouldBe("Printer on fire");
        ticket.Customer.ShouldBe("Anna Berg");
        ticket.Participants.ShouldContain(person => person.Address == "anna@customer.example" && person.Wrote);
        ticket.Participants.ShouldNotContain(person => person.Address == "support@contoso.example");
        ticket.Entries.ShouldHaveSingleItem().Text.ShouldContain("It burns.");
    }

    [Fact]
    public async Task Receipt_has_one_entry_however_often_and_at_once_it_is_handled()
    {
        var receipt = host.Put(Mails.Bytes(Mails.Plain(subject: "Once")));

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => host.HandleAsync(receipt.ReceiptId))));

        outcomes.Distinct().ShouldHaveSingleItem().ShouldBeOfType<IntakeOutcome.Entry>();
        (await host.QueryAsync<long>("select count(*) from helpdesk.entry where subject = 'Once'")).ShouldBe(1);
    }

    [Fact]
    public async Task Mail_that_came_through_two_mailboxes_at_once_is_one_entry()
    {
        var mail = Mails.Plain(subject: "Twice", to: "support@contoso.example, sales@contoso.example");
        var first = host.Put(Mails.Bytes("Received: from a by b; Mon, 2 Mar 2026 10:00:00 +0000\n" + mail), StubOAuth.Support);
        var second = host.Put(Mails.Bytes("Received: from a by c; Mon, 2 Mar 2026 10:00:01 +0000\n" + mail), StubOAuth.Sales);

        var outcomes = await Task.WhenAll(Task.Run(() => host.HandleAsync(first.ReceiptId)), Task.Run(() => host.HandleAsync(second.ReceiptId)));

        var entry = outcomes.OfType<IntakeOutcome.Entry>().ShouldHaveSingleItem();
        outcomes.OfType<IntakeOutcome.Copy>().ShouldHaveSingleItem().EntryId.ShouldBe(entry.EntryId);
        (await host.TicketAsync(entry.TicketNumber)).Entries.ShouldHaveSingleItem().Receipts.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Two_mails_with_one_message_id_are_two_entries()
    {
        var first = await host.ReceiveAsync(Mails.Plain(subject: "Alert A", messageId: "same@broken.example", body: "disk 1"));
        var second = await host.ReceiveAsync(Mails.Plain(subject: "Alert B", messageId: "same@broken.example", body: "disk 2"));

        first.ShouldBeOfType<IntakeOutcome.Entry>().EntryId.ShouldNotBe(second.ShouldBeOfType<IntakeOutcome.Entry>().EntryId);
    }

    [Theory]
    [InlineData("Help", "Mon, 2 Mar 2026 10:00:00 +0000", true)]
    [InlineData("Re: Help", "Mon, 2 Mar 2026 11:00:00 +0100", true)]
    [InlineData("Other help", "Mon, 2 Mar 2026 10:00:00 +0000", false)]
    [InlineData("Help", "Mon, 2 Mar 2026 10:00:01 +0000", false)]
    public async Task Mail_whose_words_a_gateway_changed_on_the_way_to_another_mailbox_is_one_entry(string subject, string date, bool same)
    {
        var id = Mails.NewId();
        var first = (await host.ReceiveAsync(Mails.Plain(messageId: id, subject: "Help", to: "support@contoso.example, sales@contoso.example", body: "See https://shop.example."))).ShouldBeOfType<IntakeOutcome.Entry>();
        var changed = Mails.Bytes(Mails.Plain(subject, "CAUTION: external. See https://scanner.example/?u=shop.", id, to: "support@contoso.example, sales@contoso.example", date: date));

        var second = await host.ReceiveAsync(changed, StubOAuth.Sales);

        if (same)
        {
            second.ShouldBeOfType<IntakeOutcome.Copy>().EntryId.ShouldBe(first.EntryId);
            (await host.ReceiveAsync(changed, StubOAuth.Sales)).ShouldBeOfType<IntakeOutcome.Copy>().EntryId.ShouldBe(first.EntryId);
        }
        else
        {
            second.ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber.ShouldNotBe(first.TicketNumber);
        }
    }

    [Fact]
    public async Task Mail_that_could_not_be_read_is_kept_with_its_reason_and_taken_in_when_it_comes()
    {
        var header = "From: Anna Berg <anna@customer.example>\r\nSubject: Huge\r\n\r\n"u8.ToArray();
        var receipt = host.MailStore.Put(header, StubOAuth.Support, TimeProvider.System.GetUtcNow(), failure: "It has 40 MB, and 30 MB are taken.", size: 40_000_000);
        (await host.HandleAsync(receipt.ReceiptId)).ShouldBeOfType<IntakeOutcome.Kept>().Reason.ShouldBe(KeptReason.TooLarge);

        host.MailStore.Complete(receipt.ReceiptId, Mails.Bytes(Mails.Plain(subject: "Huge")));

        (await host.HandleAsync(receipt.ReceiptId)).ShouldBeOfType<IntakeOutcome.Entry>();
    }

    [Fact]
    public async Task Files_are_kept_and_pictures_in_the_text_are_known_as_such()
    {
        var outcome = await host.ReceiveAsync(Mails.WithPictureAndFile());

        var entry = (await host.TicketAsync(outcome.ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber)).Entries.ShouldHaveSingleItem();
        entry.HasHtml.ShouldBeTrue();
        entry.Attachments.Select(file => (file.FileName, file.Inline)).ShouldBe([("logo.png", true), ("invoice.pdf", false)]);
        entry.Attachments.ShouldAllBe(file => host.MailStore.Blobs.ContainsKey(file.Content));
    }

    [Fact]
    public async Task Copy_of_our_own_mail_keeps_no_files_again_and_mail_of_ours_that_is_none_does()
    {
        var ticket = (await host.ReceiveAsync(Mails.Plain())).ShouldBeOfType<IntakeOutcome.Entry>();
        var reply = await host.ReplyAsync(ticket.TicketNumber);
        // As a server does that writes a file anew on its way into the Sent folder.
        string Own(string id, string words) =>
            $"From: support@contoso.example\nTo: anna@customer.example\nSubject: Re: Help\nMessage-ID: <{id}>\nIn-Reply-To: <{reply.MessageId}>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nSee it.\n--b\nContent-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\n{words}\n--b--\n";
        var (copied, written) = ($"copied {Guid.NewGuid()}", $"written elsewhere {Guid.NewGuid()}");

        (await host.ReceiveAsync(Own(reply.MessageId, copied))).ShouldBeOfType<IntakeOutcome.Copy>().TicketNumber.ShouldBe(ticket.TicketNumber);
        (await host.ReceiveAsync(Own(Mails.NewId(), written))).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber.ShouldBe(ticket.TicketNumber);

        var kept = host.MailStore.Blobs.Values.Select(System.Text.Encoding.UTF8.GetString).ToList();
        kept.ShouldNotContain(file => file.Contains(copied, StringComparison.Ordinal));
        kept.ShouldContain(file => file.Contains(written, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Many_files_are_kept_in_their_order()
    {
        var names = Enumerable.Range(1, 40).Select(number => $"part{number}.txt").ToList();
        var mail = "From: Anna Berg <anna@customer.example>\nTo: support@contoso.example\nSubject: Many\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nAll of them.\n"
            + string.Concat(names.Select(name => $"--b\nContent-Type: text/plain\nContent-Disposition: attachment; filename={name}\n\nwords of {name}\n")) + "--b--\n";

        var outcome = await host.ReceiveAsync(mail);

        var files = (await host.TicketAsync(outcome.ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber)).Entries.ShouldHaveSingleItem().Attachments;
        files.Select(file => file.FileName).ShouldBe(names);
        files.ShouldAllBe(file => System.Text.Encoding.ASCII.GetString(host.MailStore.Blobs[file.Content]).Trim() == $"words of {file.FileName}");
    }

    [Fact]
    public async Task Text_that_a_database_cannot_hold_is_stored_with_replacements()
    {
        var raw = Mails.Bytes(Mails.Plain(subject: "Odd", body: "before\0after \uFFFD"));

        var outcome = await host.ReceiveAsync(raw);

        (await host.TicketAsync(outcome.ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber)).Entries[0].Text.ShouldContain("before");
    }

    [Fact]
    public async Task MailStore_that_is_away_leaves_nothing_behind()
    {
        var receipt = host.Put(Mails.Bytes(Mails.Plain(subject: "Later")));
        host.MailStore.IsAway = true;
        await Should.ThrowAsync<HttpRequestException>(() => host.HandleAsync(receipt.ReceiptId));
        host.MailStore.IsAway = false;

        (await host.HandleAsync(receipt.ReceiptId)).ShouldBeOfType<IntakeOutcome.Entry>();
    }
}
