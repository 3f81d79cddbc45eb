"""Trains word vectors with gensim: a peer of the measure `embedding`.

    word-vectors.py CORPUS VECTORS SETTINGS

CORPUS: a sentence a line; VECTORS: where the vectors go, in word2vec's binary format;
SETTINGS: {"dim", "window", "negatives", "sample", "threads", "seed"} as JSON.

It prints one JSON object: {"version", "words", "seconds", "cpu_seconds", "all_seconds", "megabytes"}, seconds of the
training alone and with the reading of the corpus; exit code 3 without the package.
"""

import json
import os
import resource
import sys
import time

# gensim multiplies single rows: threads of the library below it only get in its way.
os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")

try:
    import gensim
    from gensim.models import Word2Vec
except ImportError as error:
    print(error, file=sys.stderr)
    sys.exit(3)


def main():
    corpus, vectors, text = sys.argv[1:]
    settings = json.loads(text)
    start = time.perf_counter()
    model = Word2Vec(
        vector_size=settings["dim"],
        window=settings["window"],
        negative=settings["negatives"],
        sample=settings["sample"],
        workers=settings["threads"],
        seed=settings["seed"],
        sg=1,
        min_count=1,
    )
    model.build_vocab(corpus_file=corpus)
    begin, cpu = time.perf_counter(), time.process_time()
    model.train(corpus_file=corpus, total_words=model.corpus_total_words, epochs=1)
    end, cpu_end = time.perf_counter(), time.process_time()
    model.wv.save_word2vec_format(vectors, binary=True)
    print(
        json.dumps(
            {
                "version": gensim.__version__,
                "words": model.corpus_total_words,
                "seconds": end - begin,
                "cpu_seconds": cpu_end - cpu,
                "all_seconds": end - start,
                "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        )
    )


main()
