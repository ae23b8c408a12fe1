using System.Text.Json.Nodes;
using HelpdeskMail.Sandbox.Tests.Hosting;

namespace HelpdeskMail.Sandbox.Tests.Graph;

/// <summary>OData's options on messages, as clients write them.</summary>
public sealed class GraphQueryTests(SandboxServer sandbox) : IClassFixture<SandboxServer>
{
    private const string Address = "sales@contoso.example";
    private const string Messages = $"users/{Address}/mailFolders/archive/messages";

    [Theory]
    [InlineData("contains(subject,'pear') or contains(subject,'plum')", "pear tree|plum jam")]
    [InlineData("not(contains(subject,'pear')) and not startswith(subject,'plum')", "apple pie")]
    [InlineData("(isRead eq false) and (endswith(subject,'pie') or subject eq 'plum jam')", "apple pie|plum jam")]
    [InlineData("importance eq 'high'", "pear tree")]
    [InlineData("from/emailAddress/name eq 'Ann (O''Neill) and co'", "apple pie")]
    [InlineData("receivedDateTime ge 2026-01-02T00:00:00Z and receivedDateTime lt 2026-01-03T00:00:00.0000000Z", "pear tree")]
    [InlineData("flag/flagStatus ne 'flagged' and contains(subject,'pie') eq false", "pear tree|plum jam")]
    public async Task Filters_are_joined_negated_and_bracketed(string filter, string subjects)
    {
        var token = await FillAsync();
        var (_, page) = await sandbox.AskAsync(HttpMethod.Get, $"{Messages}?$filter={Uri.EscapeDataString(filter)}", token);
        Subjects(page).Order(StringComparer.Ordinal).ShouldBe(subjects.Split('|'));
    }

    [Theory]
    [InlineData("\"apple\"", "apple pie")]
    [InlineData("subject:pear", "pear tree")]
    [InlineData("\"from:neill AND subject:apple\"", "apple pie")]
    [InlineData("\"subject:apple OR subject:plum\"", "apple pie|plum jam")]
    [InlineData("\"received>=2026-01-02 NOT plum\"", "pear tree")]
    [InlineData("\"subject:\\\"pear tree\\\"\"", "pear tree")]
    [InlineData("\"ear\"", "")]
    public async Task A_search_finds_words_and_properties(string search, string subjects)
    {
        var token = await FillAsync();
        var (_, page) = await sandbox.AskAsync(HttpMethod.Get, $"{Messages}?$search={Uri.EscapeDataString(search)}", token);
        string.Join('|', Subjects(page).Order(StringComparer.Ordinal)).ShouldBe(subjects);
    }

    [Theory]
    [InlineData("$orderby=subject", "apple pie|pear tree|plum jam")]
    [InlineData("$orderby=subject desc&$top=2", "plum jam|pear tree")]
    [InlineData("$orderby=importance,receivedDateTime desc", "pear tree|plum jam|apple pie")]
    [InlineData("$orderby=receivedDateTime&$filter=receivedDateTime ge 2026-01-02T00:00:00Z and isRead eq false", "pear tree|plum jam")]
    [InlineData("$skip=2", "apple pie")]
    public async Task Messages_come_in_the_order_asked_for(string query, string subjects)
    {
        var token = await FillAsync();
        var (_, page) = await sandbox.AskAsync(HttpMethod.Get, $"{Messages}?{query}", token);
        string.Join('|', Subjects(page)).ShouldBe(subjects);
    }

    [Theory]
    [InlineData("$filter=isRead eq false&$orderby=receivedDateTime desc", "InefficientFilter")]
    [InlineData("$search=apple&$orderby=subject", "SearchWithOrderBy")]
    [InlineData("$search=apple&$filter=isRead eq false", "SearchWithFilter")]
    [InlineData("$filter=isRead eq false or", "ErrorInvalidUrlQueryFilter")]
    [InlineData("$filter=(isRead eq false", "ErrorInvalidUrlQueryFilter")]
    [InlineData("$filter=colour eq 'red'", "ErrorInvalidUrlQueryFilter")]
    [InlineData("$select=colour", "BadRequest")]
    [InlineData("$orderby=colour", "BadRequest")]
    public async Task What_Graph_cannot_do_is_refused_and_not_left_out(string query, string code)
    {
        var (answer, body) = await sandbox.AskAsync(HttpMethod.Get, $"{Messages}?{query}", await FillAsync());
        ((int)answer.StatusCode).ShouldBe(400);
        body.Code().ShouldBe(code);
    }

    [Fact]
    public async Task The_count_alone_is_text()
    {
        var (answer, _) = await sandbox.AskAsync(HttpMethod.Get, $"{Messages}/$count?$filter={Uri.EscapeDataString("startswith(subject,'p')")}", await FillAsync());
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/plain");
        (await answer.Content.ReadAsStringAsync()).ShouldBe("2");
    }

    [Fact]
    public async Task Ids_are_translated_both_ways_and_each_that_is_none_is_told()
    {
        var token = await FillAsync();
        var id = (string)(await sandbox.AskAsync(HttpMethod.Get, $"{Messages}?$top=1&$select=id", token)).Body["value"]![0]!["id"]!;
        var (_, there) = await sandbox.AskAsync(HttpMethod.Post, $"users/{Address}/translateExchangeIds", token, new { inputIds = new[] { id, "nonsense" }, sourceIdType = "restId", targetIdType = "restImmutableEntryId" });
        var immutable = (string)there["value"]![0]!["targetId"]!;
        immutable.ShouldStartWith("AAkALg");
        ((string?)there["value"]![1]!["errorDetails"]!["code"]).ShouldBe("ErrorInvalidIdMalformed");
        var (_, back) = await sandbox.AskAsync(HttpMethod.Post, $"users/{Address}/translateExchangeIds", token, new { inputIds = new[] { immutable }, sourceIdType = "restImmutableEntryId", targetIdType = "restId" });
        ((string?)back["value"]![0]!["targetId"]).ShouldBe(id);
        (await sandbox.AskAsync(HttpMethod.Post, $"users/{Address}/translateExchangeIds", token, new { inputIds = new[] { id }, sourceIdType = "ewsId", targetIdType = "restId" })).Body.Code().ShouldBe("RequestBodyRead");
    }

    private static IEnumerable<string> Subjects(JsonObject page) => page["value"]!.AsArray().Select(message => (string)message!["subject"]!);

    /// <summary>Three mails of three days.</summary>
    private async Task<string> FillAsync()
    {
        using var wire = await LineClient.ImapAsync(sandbox.ImapPort, Address);
        await wire.CommandAsync("SELECT Archive");
        await wire.CommandAsync(@"STORE 1:* +FLAGS.SILENT (\Deleted)");
        await wire.CommandAsync("EXPUNGE");
        foreach (var (day, from, subject, importance) in ((int, string, string, string)[])
            [(1, "\"Ann (O'Neill) and co\" <ann@customer.example>", "apple pie", "normal"), (2, "bob@customer.example", "pear tree", "High"), (3, "bob@customer.example", "plum jam", "normal")])
        {
            var mail = $"From: {from}\r\nTo: {Address}\r\nSubject: {subject}\r\nImportance: {importance}\r\n\r\nabout fruit\r\n";
            await wire.CommandAsync($"APPEND Archive \" {day}-Jan-2026 12:00:00 +0000\" {{{mail.Length}+}}\r\n{mail}");
        }

        return await sandbox.ApplicationAsync();
    }
}
