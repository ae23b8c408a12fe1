using System.Text;
using HelpdeskMail.Sandbox.Tests.Hosting;

namespace HelpdeskMail.Sandbox.Tests;

public sealed class ImapFolderTests(SandboxServer sandbox) : IClassFixture<SandboxServer>
{
    [Fact]
    public async Task CREATE_and_RENAME_make_the_folders_above()
    {
        using var client = await LineClient.ImapAsync(sandbox.ImapPort, "levels@customer.example");
        await client.CommandAsync("CREATE Projects/2026/March");
        (await client.CommandAsync("LIST \"\" Projects*")).ShouldBe(
        [
            "* LIST (\\HasChildren) \"/\" \"Projects\"",
            "* LIST (\\HasChildren) \"/\" \"Projects/2026\"",
            "* LIST (\\HasNoChildren) \"/\" \"Projects/2026/March\"",
            "A OK LIST completed.",
        ]);
        (await client.CommandAsync("LIST \"\" Projects/%")).ShouldContain("* LIST (\\HasChildren) \"/\" \"Projects/2026\"");
        await client.CommandAsync("RENAME Projects/2026 Old/Years/2026");
        (await client.CommandAsync("LIST \"\" Old/%")).ShouldContain("* LIST (\\HasChildren) \"/\" \"Old/Years\"");
        (await client.CommandAsync("STATUS Old/Years/2026/March (MESSAGES)"))[^1].ShouldBe("A OK STATUS completed.");
    }

    [Fact]
    public async Task INBOX_is_without_case_as_the_first_level_too()
    {
        using var client = await LineClient.ImapAsync(sandbox.ImapPort, "inboxcase@customer.example");
        (await client.CommandAsync("CREATE inbox/Later/"))[^1].ShouldBe("A OK CREATE completed.");
        (await client.CommandAsync("STATUS Inbox/Later (MESSAGES)"))[0].ShouldBe("* STATUS \"INBOX/Later\" (MESSAGES 0)");
    }

    [Theory]
    [InlineData("CREATE \"\"")]
    [InlineData("CREATE \"/\"")]
    [InlineData("CREATE \"a//b\"")]
    [InlineData("CREATE \"a*b\"")]
    [InlineData("CREATE \"50%\"")]
    [InlineData("RENAME kept kept/below")]
    [InlineData("RENAME kept \"\"")]
    [InlineData("DELETE above")]
    public async Task A_name_that_no_folder_may_have_and_a_folder_that_holds_others_are_refused(string command)
    {
        using var client = await LineClient.ImapAsync(sandbox.ImapPort, "names@customer.example");
        await client.CommandAsync("CREATE kept");
        await client.CommandAsync("CREATE above/below");
        var before = await client.CommandAsync("LIST \"\" *");
        (await client.CommandAsync(command))[^1].ShouldStartWith("A NO [");
        (await client.CommandAsync("LIST \"\" *")).ShouldBe(before);
    }

    [Theory]
    [InlineData("SEARCH TEXT \"inner subject\"")]
    [InlineData("SEARCH BODY \"inner subject\"")]
    [InlineData("SEARCH BODY \"inner text\"")]
    public async Task SEARCH_looks_into_attached_messages(string command)
    {
        const string mail = "Subject: outer\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner subject\r\n\r\ninner text\r\n--b--\r\n";
        const string mailbox = "searchinner@customer.example";
        using var content = new StringContent(mail, Encoding.ASCII);
        (await sandbox.Http.PostAsync($"/api/mails?to={mailbox}&from=test@customer.example", content)).EnsureSuccessStatusCode();
        using var client = await LineClient.ImapAsync(sandbox.ImapPort, mailbox);
        await client.CommandAsync("SELECT INBOX");
        (await client.CommandAsync(command))[0].ShouldStartWith("* SEARCH 1");
        (await client.CommandAsync("SEARCH SUBJECT \"inner subject\""))[0].ShouldBe("* SEARCH");
    }
}
