using HelpdeskMail.Helpdesk.Tests.Hosting;

namespace HelpdeskMail.Helpdesk.Tests.Threading;

/// <summary>A hundred conversations, among them those that users of other helpdesks have reported as gone wrong.</summary>
public sealed class ConversationTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    public static TheoryData<string, string> Ordinary => new()
    {
        { "answer to our reply", "a: mail -> new NewTicket | r: reply a | b: mail irt=r -> a OurMessageId" },
        { "answer that names our reply only in References", "a: mail -> new | r: reply a | b: mail refs=a,r -> a OurMessageId" },
        { "answer to the own first mail before we replied", "a: mail -> new | b: mail irt=a -> a KnownMessageId" },
        { "own first mail only in References", "a: mail -> new | b: mail refs=a -> a KnownMessageId" },
        { "long exchange", "a: mail -> new | r: reply a | b: mail irt=r refs=a,r -> a | s: reply a | c: mail irt=s refs=a,r,b,s -> a | t: reply a | d: mail irt=t refs=a,r,b,s,c,t -> a OurMessageId" },
        { "answer to the first of our replies after the second", "a: mail -> new | r: reply a | s: reply a | b: mail irt=r refs=a,r -> a OurMessageId" },
        { "two questions of one person stay apart", "a: mail -> new | b: mail -> new | r: reply a | s: reply b | c: mail irt=s -> b | d: mail irt=r -> a" },
        { "unknown id beside a known one", "a: mail -> new | r: reply a | b: mail irt=? refs=?,r,? -> a OurMessageId" },
        { "only unknown ids", "a: mail -> new | r: reply a | b: mail irt=? refs=?,? -> new NewTicket" },
        { "id in another case is another id", "a: mail -> new | r: reply a | b: mail irt=^r -> new" },
        { "colleague in copy answers all", "a: mail -> new | r: reply a | b: mail by=bob irt=r refs=a,r -> a OurMessageId" },
        { "colleague answers the customer's mail", "a: mail -> new | b: mail by=bob irt=a -> a KnownMessageId" },
        { "stranger who was forwarded our reply answers it", "a: mail -> new | r: reply a | b: mail by=eve irt=r -> a OurMessageId" },
        { "answer overtakes the question", "b: mail irt=? -> new | c: mail irt=b -> b KnownMessageId" },
        { "question after its answer", "a: mail noid -> new | b: mail irt=? -> new" },
        { "mail without Message-ID", "a: mail noid -> new | b: mail noid body=other -> new" },
        { "same subject, same sender, no evidence", "a: mail subject=Invoice -> new | b: mail subject=Invoice -> new" },
        { "Re: alone is no evidence", "a: mail subject=Printer -> new | b: mail prefix=Re: subject=Printer -> new" },
        { "AW: alone is no evidence", "a: mail subject=Drucker -> new | b: mail prefix=AW: subject=Drucker -> new" },
        { "Fwd: alone is no evidence", "a: mail subject=Printer -> new | b: mail prefix=Fwd: subject=Printer -> new" },
        { "changed subject with evidence stays", "a: mail -> new | r: reply a | b: mail irt=r subject=Something_else -> a OurMessageId" },
        { "answer by another address of the person", "a: mail -> new | r: reply a | b: mail by=eve refs=r -> a OurMessageId" },
        { "same id named twice", "a: mail -> new | r: reply a | b: mail irt=r refs=r,r,a -> a" },
        { "answer to a colleague's answer", "a: mail -> new | b: mail by=bob irt=a -> a | c: mail irt=b refs=a,b -> a KnownMessageId" },
    };

    public static TheoryData<string, string> Subjects => new()
    {
        { "number by the customer", "a: mail -> new | b: mail num=a -> a SubjectNumber" },
        { "number by the customer in capitals", "a: mail -> new | b: mail by=ANNA num=a -> a SubjectNumber" },
        { "number by one who was in copy of our reply", "a: mail -> new | b: mail by=bob irt=a -> a | c: mail by=bob num=a -> a SubjectNumber" },
        { "number by a stranger opens a ticket", "a: mail -> new | b: mail by=eve num=a -> new NewTicket" },
        { "number of another person's ticket", "a: mail by=bob -> new | b: mail by=eve num=a -> new" },
        { "two numbers, the first counts", "a: mail -> new | b: mail -> new | c: mail num=a,b -> a SubjectNumber ~b" },
        { "two numbers, only the second is the sender's", "a: mail by=bob -> new | b: mail -> new | c: mail num=a,b -> b SubjectNumber" },
        { "number with unknown ids", "a: mail -> new | b: mail irt=? num=a -> a SubjectNumber" },
        { "number of a closed ticket opens it", "a: mail -> new | close a | b: mail num=a -> a open" },
        { "number of a ticket closed long ago", "a: mail -> new | close a | age a 90 | b: mail num=a -> follows:a FollowsClosed" },
        { "number that is none", "a: mail -> new | b: mail subject=[#999999999] -> new" },
        { "number without brackets is none", "a: mail -> new | b: mail subject=#1001 -> new" },
        { "number that is too long", "a: mail subject=[#99999999999999999999] -> new" },
    };

    public static TheoryData<string, string> Tokens => new()
    {
        { "token alone", "a: mail -> new | b: mail token=a -> a AddressToken" },
        { "token in capitals", "a: mail -> new | b: mail TOKEN=a -> a AddressToken" },
        { "token by a stranger who got the address", "a: mail -> new | b: mail by=eve token=a -> a AddressToken" },
        { "token that a server noted in Delivered-To", "a: mail -> new | b: mail delivered=a -> a AddressToken" },
        { "token with another ticket's number", "a: mail -> new | b: mail by=bob -> new | c: mail forged=a for=b -> new NewTicket" },
        { "token and id agree", "a: mail -> new | r: reply a | b: mail irt=r token=a -> a OurMessageId" },
        { "id of ours wins over a token", "a: mail -> new | b: mail -> new | r: reply a | c: mail irt=r token=b -> a OurMessageId ~b" },
        { "id of theirs wins over a token", "a: mail -> new | b: mail -> new | c: mail irt=a token=b -> a KnownMessageId ~b" },
        { "token wins over a number", "a: mail -> new | b: mail -> new | c: mail token=b num=a -> b AddressToken ~a" },
        { "token with lost headers", "a: mail -> new | r: reply a | b: mail irt=? refs=? token=a subject=Other -> a AddressToken" },
        { "token of a closed ticket", "a: mail -> new | close a | b: mail token=a -> a open AddressToken" },
        { "token of a ticket closed long ago", "a: mail -> new | close a | age a 90 | b: mail token=a -> follows:a FollowsClosed" },
        { "token of a merged ticket", "a: mail -> new | b: mail by=bob -> new | merge a b | c: mail by=eve token=a -> b AddressToken" },
        { "absence note to the token's address", "a: mail -> new | b: mail vacation token=a -> a AddressToken" },
    };

    public static TheoryData<string, string> Conflicts => new()
    {
        { "ours wins over theirs", "a: mail -> new | b: mail -> new | r: reply b | c: mail irt=a refs=r -> b OurMessageId ~a" },
        { "ours wins over a number", "a: mail -> new | b: mail -> new | r: reply b | c: mail irt=r num=a -> b OurMessageId ~a" },
        { "theirs wins over a number", "a: mail -> new | b: mail -> new | c: mail irt=b num=a -> b KnownMessageId ~a" },
        { "what is answered wins over ancestors", "a: mail -> new | b: mail -> new | r: reply a | s: reply b | c: mail irt=r refs=s,r -> a OurMessageId ~b" },
        { "newest ancestor wins", "a: mail -> new | b: mail -> new | r: reply a | s: reply b | c: mail refs=r,s -> b OurMessageId ~a" },
        { "newest known ancestor of theirs wins", "a: mail -> new | b: mail -> new | c: mail refs=a,b -> b KnownMessageId ~a" },
        { "three tickets named", "a: mail -> new | b: mail -> new | c: mail -> new | d: mail irt=c refs=a,b,c -> c ~a ~b" },
        { "agreeing evidence is no conflict", "a: mail -> new | r: reply a | b: mail irt=r refs=a,r num=a token=a -> a OurMessageId" },
    };

    public static TheoryData<string, string> Closed => new()
    {
        { "answer reopens", "a: mail -> new | r: reply a | close a | b: mail irt=r -> a open" },
        { "answer just within the time reopens", "a: mail -> new | r: reply a | close a | age a 59 | b: mail irt=r -> a open" },
        { "late answer opens one that refers to it", "a: mail -> new | r: reply a | close a | age a 61 | b: mail irt=r -> follows:a FollowsClosed" },
        { "second late answer joins the first", "a: mail -> new | r: reply a | close a | age a 90 | b: mail irt=r -> follows:a | c: mail irt=r -> b FollowsClosed" },
        { "answer to the late answer", "a: mail -> new | close a | age a 90 | b: mail irt=a -> follows:a | c: mail irt=b refs=a,b -> b KnownMessageId" },
        { "late answer after its follower is closed long ago too", "a: mail -> new | close a | age a 200 | b: mail irt=a -> follows:a | close b | age b 90 | c: mail irt=a -> follows:a" },
        { "late answer reopens its follower closed lately", "a: mail -> new | close a | age a 200 | b: mail irt=a -> follows:a | close b | c: mail irt=a -> b open" },
        { "absence note leaves it closed", "a: mail -> new | r: reply a | close a | b: mail vacation irt=r -> a closed" },
        { "absence note long after joins the old ticket", "a: mail -> new | r: reply a | close a | age a 90 | b: mail vacation irt=r -> a closed" },
        { "other automatic mail leaves it closed", "a: mail -> new | r: reply a | close a | b: mail alert irt=r -> a closed" },
        { "other automatic mail long after begins a ticket that goes on", "a: mail -> new | close a | age a 90 | b: mail alert irt=a -> follows:a FollowsClosed | c: mail alert irt=a -> b FollowsClosed" },
        { "absence note to nothing", "a: mail vacation -> kept:auto_reply" },
        { "absence note with a number by the participant", "a: mail -> new | b: mail vacation num=a -> a SubjectNumber" },
        { "alert opens a ticket", "a: mail alert -> new" },
        { "closed twice", "a: mail -> new | r: reply a | close a | b: mail irt=r -> a open | close a | c: mail irt=r -> a open" },
    };

    public static TheoryData<string, string> Regrouped => new()
    {
        { "customer's id of a merged ticket", "a: mail -> new | b: mail -> new | merge a b | c: mail irt=a -> b KnownMessageId" },
        { "our id of a merged ticket", "a: mail -> new | r: reply a | b: mail -> new | merge a b | c: mail irt=r -> b OurMessageId" },
        { "number of a merged ticket", "a: mail -> new | b: mail by=bob -> new | merge a b | c: mail num=a -> b SubjectNumber" },
        { "number of a merged ticket by a stranger", "a: mail -> new | b: mail by=bob -> new | merge a b | c: mail by=eve num=a -> new" },
        { "merged twice over", "a: mail -> new | r: reply a | b: mail -> new | c: mail -> new | merge a b | merge b c | d: mail irt=r -> c | e: mail irt=b -> c | f: mail num=a -> c SubjectNumber" },
        { "merge undone", "a: mail -> new | b: mail -> new | merge a b | undo | c: mail irt=a -> a | d: mail irt=b -> b" },
        { "mail that came while merged stays after the undo", "a: mail -> new | b: mail -> new | merge a b | c: mail irt=a -> b | undo | d: mail irt=c -> b | e: mail irt=a -> a" },
        { "both ends named after a merge are no conflict", "a: mail -> new | b: mail -> new | merge a b | c: mail irt=a refs=b,a -> b" },
        { "split off mail takes its answers along", "a: mail -> new | b: mail irt=a -> a | split b | c: mail irt=b refs=a,b -> b KnownMessageId ~a" },
        { "what is left keeps its answers", "a: mail -> new | r: reply a | b: mail irt=r -> a | split b | c: mail irt=r refs=a,r -> a OurMessageId" },
        { "reply within the split off ticket", "a: mail -> new | b: mail irt=a -> a | split b | r: reply b | c: mail irt=r refs=b,r -> b OurMessageId" },
        { "split undone", "a: mail -> new | b: mail irt=a -> a | split b | undo | c: mail irt=b -> a" },
        { "answers to a split that was undone", "a: mail -> new | b: mail irt=a -> a | split b | r: reply b | undo | c: mail irt=r -> a OurMessageId" },
        { "merged ticket closed long ago", "a: mail -> new | b: mail -> new | merge a b | close b | age b 90 | c: mail irt=a -> follows:b" },
        { "late answer to a follower that was merged", "a: mail -> new | close a | age a 90 | b: mail irt=a -> follows:a | c: mail -> new | merge b c | d: mail irt=a -> c FollowsClosed" },
    };

    public static TheoryData<string, string> Mailboxes => new()
    {
        { "to two mailboxes of ours, one ticket", "a: mail to=both -> new | b: mail bytes=a in=sales -> copy:a" },
        { "to two mailboxes, one with tickets of its own", "set sales own | a: mail to=both -> new | b: mail bytes=a in=sales -> new" },
        { "answers to such stay in their mailbox", "set sales own | a: mail to=both -> new | b: mail bytes=a in=sales -> new | c: mail irt=a to=both -> a | d: mail bytes=c in=sales -> b" },
        { "answer by way of the other mailbox", "a: mail -> new | r: reply a | b: mail irt=r in=sales to=sales -> a OurMessageId" },
        { "our reply out of the Sent folder", "a: mail -> new | r: reply a | b: mail by=support id=r -> copy:a" },
        { "our reply with the other mailbox in copy", "a: mail -> new | r: reply a | b: mail by=support id=r in=sales to=sales -> copy:a" },
        { "our reply to a mailbox that takes our mail", "set sales accept | a: mail -> new | r: reply a | b: mail by=support id=r in=sales to=sales -> new" },
        { "mailboxes that write to each other", "set sales accept | a: mail -> new | r: reply a | b: mail by=support id=r in=sales to=sales -> new | s: reply b | c: mail by=sales id=s irt=r refs=a,r to=support -> a" },
        { "mail of our own address that belongs nowhere", "a: mail by=sales -> kept:own_address" },
        { "the same where an administrator allows it", "set support accept | a: mail by=sales -> new" },
        { "mail of our own address in reply to a ticket", "a: mail -> new | b: mail by=sales irt=a -> a KnownMessageId" },
        { "self-addressed", "a: mail by=support to=support -> kept:own_address" },
        { "fetched twice", "a: mail -> new | b: mail bytes=a -> copy:a" },
        { "agent forwards a customer's mail", "a: mail by=ada prefix=Fwd: -> new" },
    };

    /// <summary>What was reported of other helpdesks.</summary>
    public static TheoryData<string, string> Reported => new()
    {
        { "one Message-ID on different mails (freescout#5591)", "a: mail subject=Alert_1 body=disk_one -> new | b: mail id=a subject=Alert_2 body=disk_two -> new" },
        { "self-addressed mail twice (freescout#5638)", "a: mail -> new | r: reply a | b: mail by=support id=r -> copy:a | c: mail by=support id=r -> copy:a" },
        { "fetched by two fetchers (freescout#1350)", "a: mail -> new | b: mail bytes=a -> copy:a | c: mail bytes=a in=sales -> copy:a" },
        { "Sent folder picked up (freescout#3186, #2977)", "a: mail -> new | r: reply a | b: mail by=support id=r irt=a -> copy:a" },
        { "to two linked mailboxes (freescout#4748, #2807)", "a: mail to=both -> new | b: mail bytes=a in=sales -> copy:a | r: reply a | c: mail irt=r to=both -> a | d: mail bytes=c in=sales -> copy:a" },
        { "unrelated mail with the subject of an old ticket (freescout#4958)", "a: mail subject=Question -> new | close a | b: mail by=eve subject=Question prefix=Re: -> new" },
        { "quoted text of another ticket (freescout#2120)", "a: mail body=Hello -> new | b: mail by=eve body=On_Monday_Support_wrote:_>_Hello -> new" },
        { "threading headers missing (frappe/helpdesk#3215)", "a: mail -> new | r: reply a | b: mail num=a -> a SubjectNumber" },
        { "headers rewritten by the provider (uvdesk/mailbox-component#87)", "a: mail -> new | r: reply a | b: mail irt=? refs=?,? num=a token=a -> a AddressToken" },
        { "answer from another address (frappe/frappe#10078)", "a: mail -> new | r: reply a | b: mail by=eve irt=r -> a OurMessageId" },
        { "absence notes open no tickets (frappe/helpdesk#3628)", "a: mail -> new | r: reply a | b: mail vacation irt=r -> a | c: mail vacation -> kept:auto_reply" },
        { "absence note of a list (osTicket#1041)", "a: mail vacation refs=? -> kept:auto_reply" },
    };

    [Theory]
    [MemberData(nameof(Ordinary))]
    [MemberData(nameof(Subjects))]
    [MemberData(nameof(Tokens))]
    [MemberData(nameof(Conflicts))]
    [MemberData(nameof(Closed))]
    [MemberData(nameof(Regrouped))]
    [MemberData(nameof(Mailboxes))]
    [MemberData(nameof(Reported))]
    public async Task Conversation_ends_in_the_right_tickets_with_the_right_evidence(string name, string script)
    {
        name.ShouldNotBeEmpty();
        await new Conversation(host).PlayAsync(script);
    }
}
