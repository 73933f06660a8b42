/*
 * The collection as SQLite has it, made in memory.  Version 11 of the schema is
 * the one that every Anki since 2.0 and every other program reads; Anki itself
 * brings it up to date when it imports.  Tables and columns are as
 * rslib/src/storage/schema11.sql of Anki has them.
 */
#include "render/anki_store.h"

#include <sha1.h>
#include <sqlite3.h>
#include <string.h>

static const char schema[] =
    "create table col (id integer primary key, crt integer not null,"
    " mod integer not null, scm integer not null, ver integer not null,"
    " dty integer not null, usn integer not null, ls integer not null,"
    " conf text not null, models text not null, decks text not null,"
    " dconf text not null, tags text not null);"
    "create table notes (id integer primary key, guid text not null,"
    " mid integer not null, mod integer not null, usn integer not null,"
    " tags text not null, flds text not null, sfld integer not null,"
    " csum integer not null, flags integer not null, data text not null);"
    "create table cards (id integer primary key, nid integer not null,"
    " did integer not null, ord integer not null, mod integer not null,"
    " usn integer not null, type integer not null, queue integer not null,"
    " due integer not null, ivl integer not null, factor integer not null,"
    " reps integer not null, lapses integer not null, left integer not null,"
    " odue integer not null, odid integer not null, flags integer not null,"
    " data text not null);"
    "create table revlog (id integer primary key, cid integer not null,"
    " usn integer not null, ease integer not null, ivl integer not null,"
    " lastIvl integer not null, factor integer not null,"
    " time integer not null, type integer not null);"
    "create table graves (usn integer not null, oid integer not null,"
    " type integer not null);"
    "create index ix_notes_usn on notes (usn);"
    "create index ix_cards_usn on cards (usn);"
    "create index ix_revlog_usn on revlog (usn);"
    "create index ix_cards_nid on cards (nid);"
    "create index ix_cards_sched on cards (did, queue, due);"
    "create index ix_revlog_cid on revlog (cid);"
    "create index ix_notes_csum on notes (csum);";

/* usn -1: not yet sent to a server.  Type and queue 0: a new card; due is its
 * place among them. */
static const char insert_collection[] =
    "insert into col values (1, ?1, ?2 * 1000, ?2 * 1000, 11, 0, 0, 0,"
    " ?3, ?4, ?5, ?6, '{}')";
static const char insert_note[] =
    "insert into notes values (?1, ?2, ?3, ?4, -1, ?5, ?6, ?7, ?8, 0, '')";
static const char insert_card[] =
    "insert into cards values (?1, ?1, ?2, 0, ?3, -1, 0, 0, ?4,"
    " 0, 0, 0, 0, 0, 0, 0, 0, '')";

static void
check(sqlite3 *db, bool ok)
{
	if (!ok)
		die("cannot write the deck: %s", sqlite3_errmsg(db));
}

static void
run(sqlite3 *db, const char *sql)
{
	check(db, sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK);
}

static sqlite3_stmt *
prepare(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *s;

	check(db, sqlite3_prepare_v2(db, sql, -1, &s, NULL) == SQLITE_OK);
	return s;
}

/* The text must live until the statement has run. */
static void
bind_str(sqlite3_stmt *s, int at, struct str text)
{
	sqlite3_bind_text64(s, at, text.n > 0 ? text.p : "", text.n,
	    SQLITE_STATIC, SQLITE_UTF8);
}

static void
step(sqlite3 *db, sqlite3_stmt *s)
{
	check(db, sqlite3_step(s) == SQLITE_DONE);
	sqlite3_reset(s);
}

static void
collection_insert(sqlite3 *db, const struct anki_collection *c)
{
	sqlite3_stmt *s = prepare(db, insert_collection);

	sqlite3_bind_int64(s, 1, c->time - c->time % 86400);
	sqlite3_bind_int64(s, 2, c->time);
	bind_str(s, 3, c->conf);
	bind_str(s, 4, c->models);
	bind_str(s, 5, c->decks);
	bind_str(s, 6, c->dconf);
	step(db, s);
	sqlite3_finalize(s);
}

/* The first 8 hex digits of SHA-1, by which Anki finds notes that begin alike. */
static int64_t
checksum(struct str text)
{
	uint8_t digest[SHA1_DIGEST_LENGTH];
	SHA1_CTX sha;

	SHA1Init(&sha);
	SHA1Update(&sha, (const uint8_t *)text.p, text.n);
	SHA1Final(digest, &sha);
	return (int64_t)digest[0] << 24 | digest[1] << 16 | digest[2] << 8 |
	    digest[3];
}

static void
notes_insert(sqlite3 *db, const struct anki_collection *c,
    const struct anki_note *note, size_t n)
{
	sqlite3_stmt *s = prepare(db, insert_note);

	for (size_t i = 0; i < n; i++) {
		sqlite3_bind_int64(s, 1, note[i].id);
		bind_str(s, 2, note[i].guid);
		sqlite3_bind_int64(s, 3, c->model);
		sqlite3_bind_int64(s, 4, c->time);
		bind_str(s, 5, note[i].tags);
		bind_str(s, 6, note[i].fields);
		bind_str(s, 7, note[i].sort);
		sqlite3_bind_int64(s, 8, checksum(note[i].sort));
		step(db, s);
	}
	sqlite3_finalize(s);
}

static void
cards_insert(sqlite3 *db, const struct anki_collection *c,
    const struct anki_note *note, size_t n)
{
	sqlite3_stmt *s = prepare(db, insert_card);

	for (size_t i = 0; i < n; i++) {
		sqlite3_bind_int64(s, 1, note[i].id);
		sqlite3_bind_int64(s, 2, note[i].deck);
		sqlite3_bind_int64(s, 3, c->time);
		sqlite3_bind_int64(s, 4, (int64_t)i + 1);
		step(db, s);
	}
	sqlite3_finalize(s);
}

struct str
anki_store(const struct anki_collection *c, const struct anki_note *note,
    size_t n, struct arena *a)
{
	sqlite3_int64 size = 0;
	unsigned char *bytes;
	struct str out;
	sqlite3 *db;

	if (sqlite3_open(":memory:", &db) != SQLITE_OK)
		die("cannot make a deck: %s", sqlite3_errmsg(db));
	run(db, "begin");
	run(db, schema);
	collection_insert(db, c);
	notes_insert(db, c, note, n);
	cards_insert(db, c, note, n);
	run(db, "commit");
	bytes = sqlite3_serialize(db, "main", &size, 0);
	check(db, bytes != NULL);
	out = arena_copy(a, (struct str){ (char *)bytes, (size_t)size });
	sqlite3_free(bytes);
	sqlite3_close(db);
	return out;
}
